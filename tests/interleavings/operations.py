"""What may be done with a household, each as one process does it: one request of a page, or one run of a job."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ringround.domain.bank import Status
from ringround.domain.errors import NotThere
from ringround.domain.number_id import number_id
from ringround.domain.outcomes import Outcome
from ringround.domain.quality import Decision
from ringround.domain.recording import Response
from ringround.storage import callers, imports, jobs
from ringround.storage.imports import ImportRunning
from ringround.storage.jobs import Job
from ringround.usecases import arrange, bank_rules, held, hold, imports_undo, look_again, ringing_back, volunteers
from ringround.usecases import imports as using
from ringround.usecases import jobs as running
from ringround.usecases.claim_next import claim_next, in_hand_again
from ringround.usecases.hold import SkipReason
from ringround.usecases.in_hand import release
from ringround.usecases.next_after import Ended, next_after, wanted
from ringround.usecases.quality import decide, look
from ringround.usecases.respond import Known, correct_response, respond, respond_first
from ringround.usecases.screening import screen
from ringround.usecases.suppression import suppress
from ringround.usecases.voted import mark
from tests.builders import HOUR
from tests.interleavings.scenes import IMPORT, NEW_NUMBER, NEXT_DOOR, PRIYAS, ROBINS, ROWS, Doing, row

FRESH: Final = frozenset({"waiting"})
IN_HAND: Final = frozenset({"held", "held_again"})
LAPSED: Final = frozenset({"lapsed", "long_lapsed"})
BROKEN: Final = frozenset({"broken_in_hand", "broken", "broken_long_ago", "untold"})
RUNG: Final = frozenset({"called", "promised"})
CLAIMED: Final = IN_HAND | LAPSED | BROKEN
EVERYWHERE: Final = FRESH | CLAIMED | RUNG


@dataclass(frozen=True, slots=True)
class Operation:
    """`do` is one process at work; `where` are the scenes in which it can happen. `ends` says that it ends Sam's claim
    where it is carried out."""

    name: str
    do: Callable[[Doing], Any]
    where: frozenset[str] = EVERYWHERE
    ends: bool = False


def _claim(caller: str, *, reloaded: bool = False) -> Callable[[Doing], Any]:
    def do(doing: Doing) -> Any:
        bank, desk = doing.context.bank("main"), doing.desk(caller)
        holding: list[str] | None = [] if reloaded else None
        return claim_next(doing.context, bank, desk, now=doing.now, chance=doing.chance, holding=holding)

    return do


def _reload(doing: Doing) -> Any:
    in_hand_again(doing.context, doing.desk("sam"), now=doing.now)


def _respond(response: Response, promise_in: int = 0) -> Callable[[Doing], Any]:
    def do(doing: Doing) -> Any:
        return respond(doing.context, "sam", doing.scene.claim, _dated(response, doing, promise_in), now=doing.now)

    return do


def _dated(response: Response, doing: Doing, promise_in: int) -> Response:
    if not promise_in:
        return response
    return Response(response.outcome, response.number, call_back_at=doing.now + promise_in, call_back_for="me")


def _respond_and_next(doing: Doing) -> Any:
    """As the handler does it: one read for all, and the desk is told with the slot of the next household."""
    context, claim = doing.context, doing.scene.claim
    wished = wanted(context, "sam", claim, [claim])
    desk = doing.desk("sam")
    read = wished.read(context.table.get_many(wished.keys()))
    made = respond_first(context, "sam", claim, NOT_HOME, Known(desk, read), now=doing.now)
    ended = Ended(claim, [claim], read if made.owed else None, made.owed)
    after = next_after(context, desk, ended, now=doing.now, chance=doing.chance, want_next=True)
    return made.call, after.found


def _correct(response: Response) -> Callable[[Doing], Any]:
    def do(doing: Doing) -> Any:
        return correct_response(doing.context, "sam", doing.scene.claim, response, now=doing.now)

    return do


def _skip(reason: SkipReason) -> Callable[[Doing], Any]:
    def do(doing: Doing) -> Any:
        hold.skip(doing.context, doing.desk("sam"), doing.scene.claim, reason, now=doing.now)

    return do


def _take(caller: str) -> Callable[[Doing], Any]:
    def do(doing: Doing) -> Any:
        number = ROBINS if doing.scene.name == "held_again" else PRIYAS
        named = number_id(number, doing.context.campaign.secret)
        desk, home = doing.desk(caller), doing.scene.ids["home"]
        return ringing_back.take(doing.context, desk, home, named, "main", now=doing.now, chance=doing.chance)

    return do


def _list(*rows: str, bank: str = "main") -> Callable[[Doing], Any]:
    def do(doing: Doing) -> Any:
        import_id = f"import-{rows[0][:4]}-{len(rows)}-{doing.seed}"
        try:
            doing.list_in(rows, bank, import_id, f"run-{doing.now}-{doing.seed}")
        except ImportRunning:
            return None
        return imports.get(doing.table, import_id)

    return do


def _run(doing: Doing, job: Job | None) -> Job | None:
    if job is None:
        return None
    works = {
        **arrange.works(doing.clock, doing.sleep),
        **imports_undo.works(doing.clock, lambda _: None, lambda _: None),
    }
    return running.run(doing.context, job.id, works, doing.clock, f"run-{doing.now}-{doing.seed}")


def _undo(doing: Doing) -> Any:
    return _run(doing, using.undo(doing.context, IMPORT, by="olive", now=doing.now))


def _turn(status: Status) -> Callable[[Doing], Any]:
    def do(doing: Doing) -> Any:
        _, job = bank_rules.turn(doing.context, "main", status, by="olive", now=doing.now)
        return _run(doing, job or _left_over(doing))

    return do


def _rules(**changes: Any) -> Callable[[Doing], Any]:
    def do(doing: Doing) -> Any:
        _, job = bank_rules.change_bank(doing.context, "main", changes, by="olive", now=doing.now)
        return _run(doing, job or _left_over(doing))

    return do


def _left_over(doing: Doing) -> Job | None:
    """A job that was written down with the change, and whose run broke off: an organiser starts it again."""
    return next((j for j in jobs.latest(doing.table, 5) if j.state != "done" and j.kind in {"place", "retarget"}), None)


def _decide(decision: Decision, household: str = "") -> Callable[[Doing], Any]:
    def do(doing: Doing) -> Any:
        found = [s for s in look(doing.context, "several_addresses").shown if s.matter.about.number == PRIYAS]
        if not found:
            raise NotThere("It is no question any more.", code="quality_unknown")
        stays = doing.scene.ids.get(household, "")
        return decide(doing.context, "olive", found[0].id, decision, stays, now=doing.now)

    return do


def _remove(doing: Doing) -> Any:
    olive = callers.get(doing.table, "olive")
    if olive is None:
        raise AssertionError("the organiser is gone")
    return volunteers.remove(doing.context, olive, "sam", now=doing.now)


NOT_HOME: Final = Response(Outcome.NOT_HOME, PRIYAS)
TARGET: Final = {"rules": [{"field": "import", "is": "in", "values": [IMPORT]}]}
"""Those who are targets of the bank already."""

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation("claim by Sam", _claim("sam")),
    Operation("claim by Alex", _claim("alex")),
    Operation("claim by a page loaded again", _claim("sam", reloaded=True), CLAIMED),
    Operation("page loaded again", _reload, CLAIMED),
    Operation("not home", _respond(NOT_HOME), CLAIMED, ends=True),
    Operation("not home, and the next", _respond_and_next, CLAIMED, ends=True),
    Operation("answered", _respond(Response(Outcome.ANSWERED, ROBINS)), CLAIMED, ends=True),
    Operation("call back", _respond(Response(Outcome.CALL_BACK, PRIYAS), 2 * HOUR), CLAIMED, ends=True),
    Operation("refused", _respond(Response(Outcome.REFUSED, ROBINS)), CLAIMED, ends=True),
    Operation("do not call", _respond(Response(Outcome.DO_NOT_CALL, ROBINS)), CLAIMED, ends=True),
    Operation("wrong number", _respond(Response(Outcome.WRONG_NUMBER, PRIYAS)), CLAIMED, ends=True),
    Operation("dead number", _respond(Response(Outcome.DISCONNECTED, PRIYAS)), CLAIMED, ends=True),
    Operation("corrected to answered", _correct(Response(Outcome.ANSWERED, PRIYAS)), BROKEN | RUNG),
    Operation("corrected to do not call", _correct(Response(Outcome.DO_NOT_CALL, PRIYAS)), BROKEN | RUNG),
    Operation("corrected to not home", _correct(NOT_HOME), BROKEN | RUNG),
    Operation("skip", _skip("not_now"), CLAIMED, ends=True),
    Operation("skip with a problem", _skip("problem"), CLAIMED, ends=True),
    Operation(
        "release", lambda doing: release(doing.context, "sam", doing.scene.claim, now=doing.now), CLAIMED, ends=True
    ),
    Operation("renew", lambda doing: hold.renew(doing.context, "sam", doing.scene.claim, now=doing.now), CLAIMED),
    Operation(
        "look again",
        lambda doing: look_again.call_with_card(doing.context, "sam", doing.scene.claim, now=doing.now)[0],
        CLAIMED | RUNG,
    ),
    Operation("Sam is rung back", _take("sam"), frozenset({"called", "promised", "held_again"})),
    Operation("Alex is rung back", _take("alex"), frozenset({"called", "promised", "held_again"})),
    Operation("number suppressed", lambda d: suppress(d.context, "olive", [PRIYAS], "tps", now=d.now)),
    Operation("number screened", lambda d: screen(d.context, "olive", [PRIYAS], "2027-02-19", now=d.now)),
    Operation("voted", lambda d: mark(d.context, "olive", ["AB-1"], "", voted=True, now=d.now)),
    Operation("list moves Robin", _list(row("AB-2", "Robin,Shah", "14", ROBINS), NEXT_DOOR)),
    Operation("list moves everybody", _list(*(r.replace("12 Mill", "16 Mill") for r in ROWS))),
    Operation("list has a new number", _list(row("AB-1", "Priya,Shah", "12", NEW_NUMBER))),
    Operation("the same list again", _list(*ROWS, NEXT_DOOR)),
    Operation("import undone", _undo),
    Operation("bank paused", _turn("paused")),
    Operation("bank closed", _turn("closed")),
    Operation("bank has another priority", _rules(priority=1)),
    Operation("bank has a target", _rules(target=TARGET)),
    Operation("both are one household", _decide("merge")),
    Operation("both are one, next door", _decide("merge", "next_door")),
    Operation("the number is next door’s", _decide("give")),
    Operation("the number is nobody’s", _decide("nobody")),
    Operation("all given back", lambda doing: held.return_all(doing.context, now=doing.now), ends=True),
    Operation("Sam removed", _remove, ends=True),
)
