"""Every key of the table, made and parsed here and nowhere else.

| item | pk | sk | read by |
|---|---|---|---|
| Campaign | `CAMPAIGN` | `CAMPAIGN` | name, imprint, secret for claim ids |
| Bank | `BANKS` | bank | one bank, or all with one query |
| Progress of a bank | `PROGRESS` | bank | one read however many look |
| Sum of a shard of desks | `PROGRESS#day#shard` | `SUM`, `TURN` | whoever makes the board; for very many callers |
| Board | `PROGRESS#BOARD#copy` | `BOARD` | all banks with their progress, one read however many look |
| Turn and earlier days of the board | `PROGRESS#BOARD` | `TURN`, `EARLIER` | whoever makes it |
| Overview | `OVERVIEW` | `OVERVIEW`, `TURN` | one read however many organisers look |
| Volunteers' earlier days | `OVERVIEW` | `PAST#shard` | their totals, added up once |
| Age of screenings | `OVERVIEW` | `SCREENING` | counted by a job |
| Script version | `SCRIPT#script` | `V#00001` | a version, never changed |
| Household | `H#household` | `H` | by id, from the queue or a claim id |
| Elector | `E#person` | `E` | the household of a person; their id is made from the elector key |
| Number | `N#e164` | `N` | who owns a number, suppression |
| Call version | `C#caller#day` | `claim#00001` | by claim id; a caller's day, newest first |
| Volunteer | `V#caller` | `V` | each signed-in request |
| Volunteer's entry in the list | `VOLUNTEERS` | caller | all, with one query; written together with the volunteer |
| Session | `V#caller` | `S#token hash` | each signed-in request |
| Desk: a caller's day | `D#day#shard` | caller | each signed-in request; all of a day for the overview |
| Sign-in code | `LOGIN#e-mail hash` | `LOGIN#device hash` by mail, `HANDED` by hand | sign-in, with one query |
| Trouble with mail | `MAIL` | caller | whether mail is still sent to them; all, with one query |
| Who waits for a code | `WAITING` | caller | all, with one query |
| Rate counter | `RATE#what` | window start | sign-in |
| Join code | `JOIN` | code | join link |
| Note to the organisers | `NOTES` | `caller#note` | all, with one query |
| Import | `IMPORTS` | `I#import` | progress; all, newest first |
| Import lease | `IMPORTS` | `LEASE` | one import at a time |
| An import's work | `IMPORT#import` | `T#lane`, `U#run#step` | targets; what was there before, for undoing it |
| What to decide | `QUALITY` | `kind#what it is about` | the data-quality page, all with one query |
| Job | `JOBS` | job | its progress; all, newest first |
| Lease of arranging | `ARRANGING` | `LEASE` | one job arranges households at a time |
| Logo | `LOGO` | `LOGO` | the sign-in page |
| Closing | `CLOSE` | `CLOSE` | how far the end of the campaign is |
| Audit entry | `AUDIT` | entry | organisers' acts, newest first |

Queue index: `q_pk` the bank, `q_sk` `tier#callable_from#household`, callable_from as ten digits of epoch seconds,
so that the text order of the keys is the order in which households are to be rung. Where a bank's queue is spread over
parts, `q_pk` is `bank#parts#part` for all tiers but that of call-backs, which are few and stay together in their order.
"""

import zlib
from typing import Final, NamedTuple

from ..domain.placement import CALL_BACK_TIER
from .schema import PK, SK

Key = dict[str, str]

DESK_SHARDS: Final = 4
"""A day's desks are spread over this many partitions, and over more where queues are spread as well: one partition
takes 1,000 write units a second, and a call takes three of them on its caller's desk (docs/scale.md)."""
_SHARDS_A_PART: Final = 2


IMPORT_SORT: Final = "I#"
STEP_SORT: Final = "U#"


def key(pk: str, sk: str) -> Key:
    """A primary key from its two parts."""
    return {PK: pk, SK: sk}


def campaign() -> Key:
    """The one campaign of this table."""
    return key("CAMPAIGN", "CAMPAIGN")


def logo() -> Key:
    """The campaign's logo: an item of its own, for the campaign is read with every request and a logo is not."""
    return key("LOGO", "LOGO")


def closing() -> Key:
    """That the campaign is being closed, and how far that is."""
    return key("CLOSE", "CLOSE")


def bank(bank_id: str) -> Key:
    """One bank."""
    return key("BANKS", bank_id)


def progress(bank_id: str) -> Key:
    """The progress snapshot of one bank."""
    return key("PROGRESS", bank_id)


def day_sum(day: str, shard: int) -> Key:
    """What the desks of one shard of a UK day add up to."""
    return key(f"PROGRESS#{day}#{shard}", "SUM")


def day_sum_turn(day: str, shard: int) -> Key:
    """When somebody last took it on themselves to count that shard."""
    return key(f"PROGRESS#{day}#{shard}", "TURN")


def board(copy: int) -> Key:
    """One copy of the board that all callers look at."""
    return key(f"PROGRESS#BOARD#{copy}", "BOARD")


def board_turn() -> Key:
    """When somebody last took it on themselves to make the board."""
    return key("PROGRESS#BOARD", "TURN")


def board_earlier() -> Key:
    """What the days add up to that do not change any more."""
    return key("PROGRESS#BOARD", "EARLIER")


def script(script_id: str, version: int) -> Key:
    """One version of a script."""
    return key(f"SCRIPT#{script_id}", f"V#{version:05d}")


def household(household_id: str) -> Key:
    """One household."""
    return key(f"H#{household_id}", "H")


def elector(person_id: str) -> Key:
    """Where an elector lives. The id of a person is made from their elector key (`usecases.imports_ids`)."""
    return key(f"E#{person_id}", "E")


def number(e164: str) -> Key:
    """One phone number, in E.164."""
    return key(f"N#{e164}", "N")


CALLS: Final = "C#"
"""What the partitions of calls begin with."""


def calls_of(caller_id: str, day: str) -> str:
    """The partition of the calls whose claims a caller got on a UK calendar day."""
    return f"{CALLS}{caller_id}#{day}"


def call(caller_id: str, day: str, claim_id: str, version: int) -> Key:
    """One version of the call of a claim. All parts follow from the claim's id, so a repeat meets the same key;
    ids begin with their time, so a day's calls are in order."""
    return key(calls_of(caller_id, day), f"{claim_id}#{version:05d}")


def volunteer(caller_id: str) -> Key:
    """One volunteer, organiser or admin."""
    return key(f"V#{caller_id}", "V")


def listed(caller_id: str) -> Key:
    """A volunteer's entry in the list of all volunteers; with an empty id, the partition of that list."""
    return key("VOLUNTEERS", caller_id)


def overview() -> Key:
    """The snapshot that organisers look at."""
    return key("OVERVIEW", "OVERVIEW")


def overview_turn() -> Key:
    """Who worked the snapshot out last, and when: small, so that taking one's turn costs little."""
    return key("OVERVIEW", "TURN")


def earlier_days(shard: int) -> Key:
    """What the callers of one shard of desks did until yesterday."""
    return key("OVERVIEW", f"PAST#{shard}")


def screening() -> Key:
    """How old the screening of numbers is, as it was counted last."""
    return key("OVERVIEW", "SCREENING")


def session(caller_id: str, token_hash: str) -> Key:
    """One session of a volunteer."""
    return key(f"V#{caller_id}", f"S#{token_hash}")


def desk(day: str, caller_id: str, shards: int = DESK_SHARDS) -> Key:
    """A caller's desk on a UK calendar day (`2027-03-04`): claims in hand, call-backs promised, tally."""
    return key(desk_partition(day, shard_of(caller_id, shards)), caller_id)


def desk_shards(queue_parts: int) -> int:
    """Over how many partitions the desks of a day are spread in a campaign whose queues have so many parts."""
    return max(DESK_SHARDS, _SHARDS_A_PART * queue_parts)


def shard_of(caller_id: str, shards: int = DESK_SHARDS) -> int:
    """The shard in which a caller's desks are, from 0 to `shards` - 1."""
    return zlib.crc32(caller_id.encode()) % shards


def desk_partition(day: str, shard: int) -> str:
    """The partition of a day's desks in one shard."""
    return f"D#{day}#{shard}"


def sign_in_code(email_hash: str, device_hash: str) -> Key:
    """The sign-in code that was sent last to an address, where this device asked for it (both hashed). One for each
    device: whoever asks for a code in somebody else's name must not void theirs. Without a device it is one that was
    sent before that was so."""
    return key(f"LOGIN#{email_hash}", f"LOGIN#{device_hash}" if device_hash else "LOGIN")


def handed_code(email_hash: str) -> Key:
    """The sign-in code that an organiser handed out last to whoever has this address (hashed). It is an item of its
    own: whoever asks for a code by mail must not void it."""
    return key(f"LOGIN#{email_hash}", "HANDED")


def mail_trouble(caller_id: str) -> Key:
    """What became of mail to somebody, on the list or not; with an empty id, the partition of all. Not part of the
    volunteer: the function that hears of it may write here and cannot touch a volunteer."""
    return key("MAIL", caller_id)


def waiting(caller_id: str) -> Key:
    """Somebody who asked for a code that no mail brings; with an empty id, the partition of all."""
    return key("WAITING", caller_id)


def rate(what: str, window: int) -> Key:
    """A counter of something within a window that starts at `window` (epoch seconds)."""
    return key(f"RATE#{what}", str(window))


def join_code(code: str) -> Key:
    """A join code."""
    return key("JOIN", code)


def note(caller_id: str, note_id: str) -> Key:
    """A note from a volunteer to the organisers; its id is the page's own, so that a repeat meets the same key."""
    return key("NOTES", f"{caller_id}#{note_id}")


def importing(import_id: str) -> Key:
    """One import; ids begin with their time, so all of them are in order."""
    return key("IMPORTS", f"{IMPORT_SORT}{import_id}")


def import_targets(import_id: str, lane: int) -> Key:
    """One of the counters of people and households that an import made targets of a bank."""
    return key(f"IMPORT#{import_id}", f"T#{lane}")


def import_step(import_id: str, run: int, step: int) -> Key:
    """What one transaction of an import made and found, in the order in which they were begun: `run` counts the runs
    of the import, `step` the transactions of a run."""
    return key(f"IMPORT#{import_id}", f"{STEP_SORT}{run:04d}#{step:06d}")


def quality(kind: str, ident: str) -> Key:
    """Something of a kind that organisers are to decide; `ident` says what it is about, so that it is there once."""
    return key("QUALITY", f"{kind}#{ident}")


def import_lease() -> Key:
    """The lease that lets one import run at a time."""
    return key("IMPORTS", "LEASE")


def job(job_id: str) -> Key:
    """One piece of long work; ids begin with their time, so all of them are in order."""
    return key("JOBS", job_id)


def arranging() -> Key:
    """The lease that lets one job arrange households at a time."""
    return key("ARRANGING", "LEASE")


def audit_entry(entry_id: str) -> Key:
    """One act of an organiser; ids begin with their time."""
    return key("AUDIT", entry_id)


def queue_partition(bank_id: str, part: int, parts: int) -> str:
    """The partition of one part of a bank's queue; `part` from 0 to `parts` - 1. The number of parts stands in it, so
    that a queue is never read as if it had another."""
    return bank_id if parts == 1 else f"{bank_id}#{parts}#{part}"


def part_of(household_id: str, parts: int) -> int:
    """The part of a queue in which a household waits, whenever and in whatever tier."""
    return zlib.crc32(household_id.encode()) % parts


class QueueKey(NamedTuple):
    """A household's place in a bank's queue: the values of the two keys of the queue index, parsed. `parts` is over how
    many partitions the queue is spread."""

    bank: str
    tier: str
    callable_from: int
    household: str
    parts: int = 1

    @property
    def partition(self) -> str:
        """The partition key as it is stored."""
        if self.tier == CALL_BACK_TIER:
            return self.bank
        return queue_partition(self.bank, part_of(self.household, self.parts), self.parts)

    @property
    def sort(self) -> str:
        """The sort key as it is stored."""
        return f"{self.tier}#{self.callable_from:010d}#{self.household}"

    @classmethod
    def parse(cls, partition: str, sort: str) -> "QueueKey":
        """The parts of the two stored keys. Raises ValueError where they are none."""
        tier, callable_from, household_id = sort.split("#")
        bank_id, _, rest = partition.partition("#")
        parts = int(rest.partition("#")[0]) if rest else 1
        return cls(bank_id, tier, int(callable_from), household_id, parts)


def tier_prefix(tier: str) -> str:
    """What the sort keys of one tier begin with."""
    return f"{tier}#"


def tier_end(tier: str) -> str:
    """What stands behind all sort keys of one tier, and before those of the next."""
    return f"{tier}$"


def due_end(tier: str, now: int) -> str:
    """What stands behind the sort keys of a tier that are due at `now`, and before those that are not."""
    return f"{tier}#{now:010d}$"


def due_at(place: str) -> int:
    """When the household at a place in a queue (a sort key) may be rung, epoch seconds."""
    return int(place.split("#", 2)[1])


def same_time_end(place: str) -> str:
    """What stands behind the sort keys of all households of a tier that may be rung from the same second on."""
    return f"{place.rpartition('#')[0]}$"
