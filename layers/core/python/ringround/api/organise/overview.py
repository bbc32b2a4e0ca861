"""The overview: what is going on now, how far each bank is, and the households in callers' hands."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ...domain import odd, tally
from ...domain.bank import Bank, Status
from ...domain.estimate import Reason, estimate
from ...domain.hours import is_open
from ...domain.odd import Code, Flag
from ...domain.outcomes import Outcome
from ...domain.script import Question, Script
from ...storage.overview import AtWork, Snapshot
from ...usecases import audit, held, overview
from ...usecases.hand_out_code import who_waits
from ..answers import Answered, Counts
from ..area import Area
from ..http import Request
from ..models import Body, Id
from ..views import Data, iso
from .words import BankId


class OverviewQuery(Body):
    """With `bank`, the counts are those of one bank."""

    bank: BankId | None = None


class Totals(Counts):
    """Added up over banks: somebody whom two banks want counts twice in `people`, and in `reached` for each bank that
    reached them."""

    people: int
    reached: int
    households: int


class EstimateBody(Answered):
    """When the list is done at the pace of the last two hours (calls an hour), and how many calls are left; where there
    is no time, `reason` says why."""

    done_at: AwareDatetime | None
    pace_per_hour: int
    calls_left: int | None
    reason: Reason | None


class BankProgress(Totals):
    """How far a bank is."""

    id: str
    name: str
    status: Status
    open_now: bool
    today: Counts
    estimate: EstimateBody


class HourCounts(Counts):
    """The calls of one UK hour, 0 to 23."""

    hour: int


class Today(Counts):
    """Calls of today, by hour from the first hour with a call to the last."""

    hours: list[HourCounts]


class OutcomeCounts(Answered):
    """How often an outcome was recorded: calls, the people whom it holds for, and calls of today."""

    outcome: Outcome
    calls: int
    people: int
    today_calls: int


class FlagBody(Answered):
    """What is odd about somebody's day. It proves nothing: a person looks into it."""

    code: Code
    message: str
    value: int
    day: str


class CallerNow(Counts):
    """A caller of today. `holding` counts the households in their hands."""

    id: str
    name: str
    role: Literal["caller", "organiser", "admin"]
    active: bool
    last_call_at: AwareDatetime | None
    calling_now: bool
    holding: int
    flags: list[FlagBody]


class HeldNow(Answered):
    """Households in callers' hands; when the first of their leases ends."""

    count: int
    oldest_until: AwareDatetime | None


class OverviewAnswer(Answered):
    """The campaign as it was at most 15 seconds ago. `waiting`: how many wait for a sign-in code by hand, as of now."""

    as_of: AwareDatetime
    totals: Totals
    banks: list[BankProgress]
    today: Today
    outcomes: list[OutcomeCounts]
    callers: list[CallerNow]
    callers_more: int
    calling_now: int
    held: HeldNow
    since: AwareDatetime | None
    waiting: int


class AnswerOption(Answered):
    """How often an option was chosen. `label` is the id where this version does not have it."""

    option: str
    label: str
    count: int


class AnswersOf(Answered):
    """The answers to a question of one version of the script."""

    version: int
    question: str
    label: str
    kind: Literal["single", "several", "text"]
    options: list[AnswerOption]


class BankAnswers(Answered):
    """Answers by question, the newest version of the script first. Free text is not counted."""

    questions: list[AnswersOf]


class ReturnHeld(Body):
    """Give back all that is in callers' hands; with `caller`, what one of them has."""

    caller: Annotated[Id, StringConstraints(max_length=64)] | None = None


class Returned(Answered):
    """How many households went back."""

    returned: Annotated[int, Field(ge=0)]


def get_overview(request: Request) -> Data:
    """The campaign as it is."""
    now, only = request.now, request.query(OverviewQuery).bank
    found = overview.look(request.context, now)
    seen, banks = found.snapshot, [b for b in found.banks if only in (None, b.id)]
    ids = [b.id for b in banks]
    total, today = _sum(seen.total.get(b, {}) for b in ids), _sum(seen.today.get(b, {}) for b in ids)
    at_work = [c for c in seen.callers if only is None or only in c.by_bank]
    callers = [_caller(c, ids, now) for c in at_work]
    leases = [until for c in seen.callers for until in overview.holding(c, now)]
    return {
        "as_of": iso(seen.as_of),
        "totals": _totals(banks, total),
        "banks": [_bank(b, seen, request.context.campaign.ends, now) for b in banks],
        "today": {**_counts(today), "hours": _hours(today)},
        "outcomes": [
            {
                "outcome": o,
                "calls": total.get(f"o.{o}", 0),
                "people": total.get(f"p.{o}", 0),
                "today_calls": today.get(f"o.{o}", 0),
            }
            for o in Outcome
        ],
        "callers": sorted(callers, key=lambda c: (-c["calls"], c["name"], c["id"])),
        "callers_more": seen.more,
        "calling_now": sum(overview.ringing(c, now) for c in at_work),
        "held": {"count": len(leases), "oldest_until": iso(min(leases, default=None))},
        "since": iso(min((b.created for b in banks if b.created), default=None)),
        "waiting": len(who_waits(request.context, now)),
    }


def _bank(of: Bank, seen: Snapshot, ends: int, now: int) -> Data:
    counts, today = seen.total.get(of.id, {}), seen.today.get(of.id, {})
    expected = estimate(of, counts, today, now, ends)
    return {
        "id": of.id,
        "name": of.name,
        "status": of.status,
        "open_now": of.status == "open" and is_open(of.hours, now),
        **_totals([of], counts),
        "today": _counts(today),
        "estimate": {
            "done_at": iso(expected.done_at or None),
            "pace_per_hour": expected.pace,
            "calls_left": expected.calls_left,
            "reason": expected.reason,
        },
    }


def _caller(of: AtWork, banks: Iterable[str], now: int) -> Data:
    counts = [of.by_bank.get(b, (0, 0)) for b in banks]
    return {
        "id": of.caller,
        "name": of.name,
        "role": of.role,
        "active": of.active,
        "calls": sum(calls for calls, _ in counts),
        "conversations": sum(conversations for _, conversations in counts),
        "last_call_at": iso(of.last_call or None),
        "calling_now": overview.ringing(of, now),
        "holding": len(overview.holding(of, now)),
        "flags": flags_data(of.flags),
    }


def flags_data(flags: Iterable[Flag]) -> list[Data]:
    """Flags in the API's shape."""
    return [{"code": f.code, "message": odd.message(f), "value": f.value, "day": f.day} for f in flags]


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for name, count in each.items():
            total[name] = total.get(name, 0) + count
    return total


def _counts(of: Mapping[str, int]) -> Data:
    return {"calls": of.get(tally.CALLS, 0), "conversations": of.get(tally.CONVERSATIONS, 0)}


def _totals(banks: Iterable[Bank], counts: Mapping[str, int]) -> Data:
    wanted = list(banks)
    return {
        **_counts(counts),
        "people": sum(b.people for b in wanted),
        "reached": counts.get(tally.REACHED_PEOPLE, 0),
        "households": sum(b.households for b in wanted),
    }


def _hours(today: Mapping[str, int]) -> list[Data]:
    rung = [int(name[2:]) for name, count in today.items() if name.startswith("h.") and count]
    every = range(min(rung), max(rung) + 1) if rung else ()
    return [
        {"hour": h, "calls": today.get(f"h.{h:02d}", 0), "conversations": today.get(f"c.{h:02d}", 0)} for h in every
    ]


def get_answers(request: Request) -> Data:
    """How often each option was chosen, by question and version of the script."""
    bank, counts = overview.answers(request.context, request.path["bank"], request.now)
    versions = {int(name.split(".")[1]) for name in counts} | {bank.script_version}
    questions: list[Data] = []
    for version in sorted(versions, reverse=True):
        questions += _questions(request.context.script(bank.script, version), counts)
    return {"questions": questions}


def _questions(script: Script, counts: Mapping[str, int]) -> list[Data]:
    found: list[Any] = []
    for block in script.blocks:
        if isinstance(block, Question) and block.kind != "text":
            chosen = {o.id: counts.get(f"a.{script.version}.{block.id}.{o.id}", 0) for o in block.options}
            options = [{"option": o.id, "label": o.label, "count": chosen[o.id]} for o in block.options]
            question = {"version": script.version, "question": block.id, "label": block.label, "kind": block.kind}
            found.append({**question, "options": options})
    return found


def return_held(request: Request) -> Data:
    """Give back what callers have in hand."""
    caller, context, now = request.body(ReturnHeld).caller, request.context, request.now
    audit.note(context, request.who.volunteer.id, "held_returned", caller or "", now=now)
    returned = held.return_of(context, caller, now=now) if caller else held.return_all(context, now=now)
    return {"returned": returned}


AREA = Area(
    operations={"get_overview": get_overview, "get_answers": get_answers, "return_held": return_held},
    requests={"return_held": ReturnHeld},
    queries={"get_overview": OverviewQuery},
    answers={
        "get_overview": (200, (OverviewAnswer,)),
        "get_answers": (200, (BankAnswers,)),
        "return_held": (200, (Returned,)),
    },
)
