"""Volunteers as organisers see and change them: who they are, what they did, who may do what, who is removed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from ..domain import odd, tally
from ..domain.desk import Desk
from ..domain.errors import Malformed, NotAllowed, NotThere, TryAgain
from ..domain.hours import uk_day
from ..domain.odd import Flag
from ..storage import banks, callers, desks, overview
from ..storage.callers import Role, Volunteer
from ..storage.keys import shard_of
from ..storage.overview import AtWork, Done, Earlier
from ..storage.table import TransactionRefused
from . import audit, held
from .context import Context
from .overview import snapshot
from .sign_in import CODE_TRIES, caller_id, clean_name, hash_address, normal_email

RECENT_SECONDS: Final = 15 * 60
"""How old yesterday's totals may be: nothing but corrections changes them."""

MOST_FLAGS: Final = 5
FARTHEST_BACK_DAYS: Final = 60
"""A by-election lasts four weeks, and preparation some more (field.md, section 1)."""

_ROUNDS: Final = 4

Reason = Literal["email_invalid", "twice", "role_not_allowed", "removed"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A volunteer with what they did on all days but today, and today."""

    volunteer: Volunteer
    done: Done
    today: AtWork | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to be put on the list."""

    email: str
    name: str = ""
    role: Role = "caller"


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a list: how many are new, how many stood there already, and who was refused."""

    added: int
    known: int
    refused: tuple[tuple[str, Reason], ...]


def every(context: Context, now: int) -> list[Listed]:
    """All volunteers, in the order in which they joined. Four requests: the list, today's snapshot, the earlier days
    and the banks; more once in a quarter of an hour, for yesterday."""
    todays = {c.caller: c for c in snapshot(context, banks.every(context.table), now).callers}
    shards = _earlier(context, now)
    found = []
    for volunteer in callers.every(context.table):
        shard = shards[shard_of(volunteer.id, len(shards))]
        done = _added(shard.past.get(volunteer.id), shard.recent.get(volunteer.id))
        found.append(Listed(volunteer, done, todays.get(volunteer.id)))
    return found


def _earlier(context: Context, now: int) -> list[Earlier]:
    """What volunteers did until yesterday. Days up to the day before yesterday are final (a call can be corrected for
    a day) and added up once."""
    final = date.fromisoformat(uk_day(now)) - timedelta(days=2)
    found = overview.get_earlier(context.table)
    shards = [n for n in range(len(found)) if found[n].through != final.isoformat() or _old(found[n], now)]
    if shards:
        starts = {found[n].through for n in shards}
        start = date.fromisoformat(min(starts)) if all(starts) else _before_all(context, final)
        days = [start + timedelta(days=n) for n in range(1, (final - start).days + 2)]
        read = {day: _day(context, day) for day in days}
        for shard in shards:
            found[shard] = _up_to(found[shard], (shard, len(found)), read, final, now)
            overview.put_earlier(context.table, shard, found[shard])
    return found


def _old(of: Earlier, now: int) -> bool:
    return now - of.as_of >= RECENT_SECONDS


def _before_all(context: Context, final: date) -> date:
    """The day before the first one on which anybody may have rung."""
    first = min((bank.created for bank in banks.every(context.table) if bank.created), default=0)
    farthest = final - timedelta(days=FARTHEST_BACK_DAYS)
    return max(farthest, date.fromisoformat(uk_day(first)) - timedelta(days=1)) if first else final


def _day(context: Context, day: date) -> dict[str, Done]:
    """What everybody did on a day."""
    found = list(desks.all_of(context.table, day.isoformat()))
    everyone = odd.totals(desks.totals(found))
    return {desk.caller: _done(desk, odd.flags(desk, everyone)) for desk in found}


def _up_to(
    before: Earlier, shard: tuple[int, int], read: Mapping[date, Mapping[str, Done]], final: date, now: int
) -> Earlier:
    """One shard with the days that were read; `shard` is its number and how many there are."""
    number, shards = shard
    past, recent = dict(before.past), dict[str, Done]()
    for day, done in sorted(read.items()):
        if day.isoformat() <= before.through:
            continue
        into = past if day <= final else recent
        for caller, each in done.items():
            if shard_of(caller, shards) == number:
                into[caller] = _added(into.get(caller), each)
    return Earlier(now, final.isoformat(), past, recent)


def _done(desk: Desk, flags: Iterable[Flag]) -> Done:
    own = odd.totals(desk.tally)
    return Done(own[tally.CALLS], own[tally.CONVERSATIONS], desk.seen, tuple(flags))


def _added(*done: Done | None) -> Done:
    given = [d for d in done if d]
    flags = sorted((f for d in given for f in d.flags), key=lambda f: f.day, reverse=True)
    return Done(
        sum(d.calls for d in given),
        sum(d.conversations for d in given),
        max((d.last for d in given), default=0),
        tuple(flags[:MOST_FLAGS]),
    )


def get(context: Context, caller: str) -> Volunteer:
    """One volunteer. Raises NotThere."""
    found = callers.get(context.table, caller)
    if found is None:
        raise NotThere("There is no such volunteer.", code="volunteer_unknown")
    return found


def add(context: Context, by: Volunteer, wanted: Sequence[Wanted], *, now: int) -> Added:
    """Put people on the list. Whoever stands there stays as they are; whoever was removed is refused: they come back
    by a change of their own. Only an admin adds an admin."""
    audit.note(context, by.id, "volunteers_added", now=now, people=len(wanted))
    refused: list[tuple[str, Reason]] = []
    people: dict[str, Volunteer] = {}
    for each in wanted:
        try:
            email = normal_email(each.email)
        except Malformed:
            refused.append((each.email, "email_invalid"))
            continue
        who = caller_id(context, email)
        if each.role == "admin" and by.role != "admin":
            refused.append((each.email, "role_not_allowed"))
        elif who in people:
            refused.append((each.email, "twice"))
        else:
            people[who] = Volunteer(who, email, clean_name(each.name), each.role, joined=now)
    known = callers.get_many(context.table, people)
    refused += [(people[who].email, "removed") for who, volunteer in known.items() if not volunteer.active]
    new = [volunteer for who, volunteer in people.items() if who not in known]
    added = callers.add_many(context.table, new)
    desks.reopen_for_new(context.table, uk_day(now), *(volunteer.id for volunteer in new))
    stood = sum(v.active for v in known.values()) + len(new) - added
    return Added(added, stood, tuple(refused))


def change(
    context: Context,
    by: Volunteer,
    caller: str,
    *,
    now: int,
    name: str | None = None,
    role: Role | None = None,
    active: bool | None = None,
) -> Volunteer:
    """Change somebody: what they are called, what they may do, whether they may sign in. Not active is removed, and
    acts at once: see `remove`. Whoever becomes an admin signs in anew. Raises NotThere, NotAllowed (`admins_only`,
    `not_yourself`)."""
    for _ in range(_ROUNDS):
        seen = get(context, caller)
        if active is False:
            return remove(context, by, caller, now=now)[0]
        wanted = replace(seen, name=clean_name(name) if name is not None else seen.name, role=role or seen.role)
        wanted = replace(wanted, active=seen.active if active is None else active)
        _check(by, seen, wanted)
        if wanted == seen:
            return seen
        back = wanted.active and not seen.active
        if back:
            # Whoever comes back signs in anew, whatever was under way when they were removed.
            callers.end_sessions(context.table, caller)
        if wanted.role == "admin" and seen.role != "admin":
            # An organiser may have been let in as whoever they were: by a code that they handed out to themselves.
            callers.void_handed(context.table, hash_address(context, seen.email), CODE_TRIES)
            callers.end_sessions(context.table, caller)
        changes = {n: getattr(wanted, n) for n in ("name", "role", "active") if getattr(wanted, n) != getattr(seen, n)}
        audit.note(context, by.id, "volunteer_changed", caller, now=now, **_told(changes))
        try:
            callers.change(
                context.table, seen, changes, *([desks.reopen(context.table, uk_day(now), caller)] if back else [])
            )
        except TransactionRefused:
            continue
        overview.expire(context.table)
        return wanted
    raise TryAgain("This volunteer is being changed by others. Try again.")


def remove(context: Context, by: Volunteer, caller: str, *, now: int) -> tuple[Volunteer, int]:
    """Remove somebody, at once: no request of theirs is answered any more, their sessions are gone, what they had in
    hand goes back, and they are on no leaderboard. Who, and how many households went back. Done again, it does what
    was left over. Raises as `change` does."""
    for _ in range(_ROUNDS):
        seen = get(context, caller)
        wanted = replace(seen, active=False)
        _check(by, seen, wanted)
        audit.note(context, by.id, "volunteer_removed", caller, now=now)
        try:
            # With the desk closed in the same transaction, a claim that is under way can't be put into their hands.
            callers.change(context.table, seen, {"active": False}, desks.close(context.table, uk_day(now), caller))
        except TransactionRefused:
            continue
        callers.end_sessions(context.table, caller)
        returned = held.return_of(context, caller, now=now)
        for bank in banks.every(context.table):
            if bank.leaderboard:
                banks.expire_progress(context.table, bank.id)
        overview.expire(context.table)
        return wanted, returned
    raise TryAgain("This volunteer is being changed by others. Try again.")


def _check(by: Volunteer, seen: Volunteer, wanted: Volunteer) -> None:
    if "admin" in (seen.role, wanted.role) and by.role != "admin":
        raise NotAllowed("Only an admin may do this.", code="admins_only")
    if by.id == seen.id and (wanted.role != seen.role or not wanted.active):
        raise NotAllowed("Nobody removes themselves or changes what they may do: ask another.", code="not_yourself")


def _told(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit says of a change: never a name."""
    return {name: True if name == "name" else value for name, value in changes.items()}
