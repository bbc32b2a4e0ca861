-- The same job in PostgreSQL's own way: what is asked for is columns, what is only kept is jsonb, as the item of a
-- household or a call is in DynamoDB.

CREATE TABLE households (
    id text PRIMARY KEY,
    bank text,
    tier text,
    callable_from bigint,          -- epoch seconds; null: in no queue
    claim text,
    claim_caller text,
    claim_until bigint,
    rev integer NOT NULL DEFAULT 1,
    body jsonb NOT NULL            -- people, numbers, log
);
CREATE INDEX queue ON households (bank, tier, callable_from) WHERE callable_from IS NOT NULL;

CREATE TABLE calls (
    caller text NOT NULL,
    day text NOT NULL,
    claim text NOT NULL,
    version integer NOT NULL,
    household text NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (caller, day, claim, version)
);

-- One row for each caller and day: claims in hand, limits by hour, the tally.
CREATE TABLE desks (
    caller text NOT NULL,
    day text NOT NULL,
    slots jsonb NOT NULL DEFAULT '{}',
    claims jsonb NOT NULL DEFAULT '{}',
    tally jsonb NOT NULL DEFAULT '{}',
    last_call bigint NOT NULL DEFAULT 0,
    rev integer NOT NULL DEFAULT 0,
    PRIMARY KEY (caller, day)
);

-- What a call says of a whole number: that it is dead, or not to be rung.
CREATE TABLE numbers (
    e164 text PRIMARY KEY,
    household text NOT NULL,
    marks jsonb NOT NULL DEFAULT '{}'
);
