"""Recording a call: what a caller sent, checked and turned into an entry of the household's log.

Pure: the household before goes in, the household after and what else is to be written come out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from . import erasing
from .bank import Bank, Banks
from .claim_id import ClaimParts
from .errors import BreaksRule, NotAllowed, NotThere
from .hours import is_open
from .household import For, Household, LogEntry, Tried, with_dated_marks
from .number_id import unknown_number
from .outcomes import CONSEQUENCES, REACHED, TRIED, NumberFate, Outcome, Settles, Wait
from .placement import Place, facts_of, open_numbers, open_people, place
from .script import Answer, Script

LONGEST_NOTE: Final = 500
Flag = Literal["", "please_look", "question"]
"""What a caller asks organisers to do about a note: look at it, or answer a question. Empty: nothing."""

FARTHEST_CALL_BACK_SECONDS: Final = 60 * 24 * 3600


@dataclass(frozen=True, slots=True)
class PersonResponse:
    """What one person said. Without an outcome of their own, the call's holds for them."""

    person: str
    outcome: Outcome | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    flag: Flag = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What a caller recorded of one claim. Numbers are E.164, or ids until `number_id.with_numbers` has read them;
    `number_lost` says that one was rung which nobody knows any more; `call_back_at` epoch seconds, 0 for none. `flag`
    is for the household, where nobody in it is named."""

    outcome: Outcome
    number: str = ""
    people: tuple[PersonResponse, ...] = ()
    note: str = ""
    call_back_at: int = 0
    call_back_for: For = "me"
    language: str = ""
    tried: tuple[Tried, ...] = ()
    number_lost: bool = False
    flag: Flag = ""


@dataclass(frozen=True, slots=True)
class PersonResult:
    """What is kept of one person in the call item."""

    person: str
    name: str
    elector: str
    outcome: Outcome
    answers: Mapping[str, Answer] = field(default_factory=dict)
    note: str = ""
    flag: Flag = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One version of a recorded call, as it is kept for good. `chosen` are the choices made, pairs of question and
    option; `reached` counts the people whom this call was the first to reach."""

    entry: LogEntry
    household: str
    people: tuple[PersonResult, ...]
    script: str
    script_version: int
    recorded_at: int
    language: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    reached: int = 0
    flag: Flag = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a call comes to: the household after, and its new place (None: it leaves every queue).

    `held_by_other` says that somebody else's lease is running: then they keep it, and its place does not change.
    """

    household: Household
    call: Call
    place: Place | None
    held_by_other: bool


def record(
    household: Household,
    claim_id: str,
    parts: ClaimParts,
    response: Response,
    banks: Banks,
    script: Script,
    now: int,
    *,
    elsewhere: Collection[str] = (),
) -> Recorded:
    """A new call. Late where the claim is no longer the household's: it counts all the same (design.md, section 4).

    `elsewhere` are numbers (E.164) that are not the household's any more and that the response may name.
    Raises BreaksRule where the response breaks a rule of the field; the message is for the volunteer.
    """
    own = household.claim is not None and household.claim.id == claim_id
    ringing = household.claim.ringing if household.claim and own else ""
    number = response.number or _only_number(household, banks[parts.bank], response, ringing, now)
    known = {*household.numbers, *elsewhere}
    call = _call(household, claim_id, parts, replace(response, number=number), banks[parts.bank], script, known, now)
    call = replace(call, entry=replace(call.entry, late=not own))
    return _settled(with_entry(household, call.entry), call, banks, now)


def with_entry(household: Household, entry: LogEntry) -> Household:
    """The household with one more call on its log, whose claim ends where it is the household's."""
    entry = erasing.entry(entry, erasing.gone_from(household, entry))
    own = household.claim is not None and household.claim.id == entry.claim
    return replace(
        household,
        log=(*household.log, entry),
        claim=None if own else household.claim,
        lapsed=household.lapsed if household.lapsed and household.lapsed.id != entry.claim else None,
        not_before=0 if own else household.not_before,
    )


def correct(
    household: Household,
    claim_id: str,
    parts: ClaimParts,
    response: Response,
    banks: Banks,
    script: Script,
    now: int,
    *,
    elsewhere: Collection[str] = (),
) -> Recorded:
    """A new version of a recorded call, with the time of the first; everything that followed from it follows anew.

    What the response leaves out means what it meant at the call: the number that was rung, and everyone who was rung
    on it as the household was then. Raises NotThere where nothing was recorded, NotAllowed where somebody else did,
    BreaksRule as `record` does.
    """
    earlier = household.entry(claim_id)
    if earlier is None:
        raise NotThere("There is no call to correct yet.", code="call_unknown")
    if earlier.caller != parts.caller:
        raise NotAllowed("This call is somebody else’s.", code="claim_not_yours")
    then = replace(household, log=household.log[: household.log.index(earlier)])
    bank = banks[parts.bank]
    # It went with somebody who was erased: no other number was rung.
    erased = not (response.number or earlier.number) and any(p.erased for p in household.people.values())
    response = replace(response, number_lost=response.number_lost or erased)
    rung = "" if response.number_lost else earlier.number
    number = response.number or rung or _only_number(then, bank, response, "", now)
    # An import may have given a number of this call to another household since: it was rung all the same.
    known = {*household.numbers, *earlier.numbers, *elsewhere}
    call = _call(then, claim_id, parts, replace(response, number=number), bank, script, known, now)
    entry = replace(call.entry, at=earlier.at, late=earlier.late, version=earlier.version + 1)
    log = tuple(entry if e.claim == claim_id else e for e in household.log)
    return _settled(replace(household, log=log), replace(call, entry=entry), banks, now)


def _settled(after: Household, call: Call, banks: Banks, now: int) -> Recorded:
    if after.held(now):
        return Recorded(after, call, None, held_by_other=True)
    return Recorded(after, call, place(after, banks, now), held_by_other=False)


def rung_on(household: Household, number: str, bank_id: str) -> tuple[str, ...]:
    """Everyone who is rung on a number: the people it was given for whom the bank wants, or everyone it wants at the
    address where that is not known; nobody for whom it is wrong."""
    facts = facts_of(household)
    wanted = tuple(p for p in open_people(household, bank_id, facts) if (number, p) not in facts.wrong)
    known = household.numbers.get(number)
    whose = [p for p in known.whose if p in household.people] if known else []
    if whose:
        return tuple(p for p in whose if p in wanted) or tuple(whose)
    targeting = household.banks.get(bank_id)
    return wanted or tuple(p for p in (targeting.people if targeting else ()) if p in household.people)


def _meant(household: Household, number: str, bank_id: str, outcome: Outcome) -> tuple[str, ...]:
    """The people of a response that names none. A wrong number is wrong for everyone it was given for, whatever this
    bank wants of them: another bank must not ring the stranger again."""
    known = household.numbers.get(number)
    if outcome is Outcome.WRONG_NUMBER and known:
        return tuple(p for p in (known.whose or household.people) if p in household.people)
    return rung_on(household, number, bank_id)


def _call(
    household: Household,
    claim_id: str,
    parts: ClaimParts,
    response: Response,
    bank: Bank,
    script: Script,
    known: Collection[str],
    now: int,
) -> Call:
    """The call of a response that names its number, if there was any; `known` are the numbers that it may name."""
    number = response.number
    _check(household, bank, parts, response, known, now)
    meant = _meant(household, number, bank.id, response.outcome)
    given = response.people or tuple(PersonResponse(p) for p in meant)
    people = tuple(_result(household, each, response.outcome, script) for each in given)
    promised = any(p.outcome is Outcome.CALL_BACK for p in people) or response.outcome is Outcome.CALL_BACK
    entry = LogEntry(
        claim=claim_id,
        bank=bank.id,
        caller=parts.caller,
        at=now,
        outcome=response.outcome,
        number=number,
        people={p.person: p.outcome for p in people},
        tried=response.tried,
        note=response.note.strip(),
        call_back_at=response.call_back_at if promised else 0,
        call_back_for=response.call_back_for if promised else "anyone",
    )
    made = Call(
        entry=entry,
        household=household.id,
        people=people,
        script=script.id,
        script_version=script.version,
        recorded_at=now,
        language=response.language.strip(),
        chosen=tuple(pair for p in people for pair in script.chosen(p.answers)),
        reached=_newly_reached(household, bank.id, people),
        flag=response.flag,
    )
    # A number that moved elsewhere with its people is theirs: an objection on it is heard there.
    gone = erasing.gone_from(household, entry)
    return erasing.call(made, replace(gone, numbers=gone.numbers - {*known}))


def _newly_reached(household: Household, bank_id: str, people: Sequence[PersonResult]) -> int:
    """How many people this call is the first to reach: nobody counts twice in the bank's progress."""
    still_open = open_people(household, bank_id, facts_of(household))
    return sum(p.outcome in REACHED and p.person in still_open for p in people)


def _result(household: Household, given: PersonResponse, default: Outcome, script: Script) -> PersonResult:
    person = household.people[given.person]
    return PersonResult(
        person=person.id,
        name=person.name,
        elector=person.elector,
        outcome=given.outcome or default,
        answers=script.accept(given.answers),
        note=given.note.strip(),
        flag=given.flag,
    )


def _only_number(household: Household, bank: Bank, response: Response, ringing: str, now: int) -> str:
    """The number that was meant where the response names none: the best one on the card, or the only one there is.
    None where it was lost, nor where an objection can't be tied to one: it is heard all the same."""
    if response.number_lost:
        return ""
    ringable = open_numbers(household, bank, facts_of(household), now, ringing=ringing)
    if ringable:
        return ringable[0].number.e164
    if len(household.numbers) == 1:
        return next(iter(household.numbers))
    if CONSEQUENCES[response.outcome].number in {NumberFate.KEPT, NumberFate.SUPPRESSED}:
        return ""
    raise BreaksRule("Say which number this was.", code="number_needed")


def _check(
    household: Household, bank: Bank, parts: ClaimParts, response: Response, known: Collection[str], now: int
) -> None:
    if any(e164 and e164 not in known for e164 in (response.number, *(t.number for t in response.tried))):
        raise unknown_number()
    if any(t.outcome not in TRIED or t.number == response.number for t in response.tried):
        raise BreaksRule("A number that was tried first can only have failed.", code="tried_invalid")
    people = [p.person for p in response.people]
    if any(p not in household.people for p in people):
        # Not whom: what a request holds is never said back.
        raise BreaksRule("This person is not in the household.", code="person_unknown")
    if len(set(people)) != len(people):
        raise BreaksRule("A person may stand in a response once.", code="person_twice")
    outcomes = [response.outcome, *(p.outcome for p in response.people if p.outcome)]
    if Outcome.LEFT_MESSAGE in (*outcomes, *(t.outcome for t in response.tried)) and not bank.left_message_allowed:
        raise BreaksRule("Messages are not left in this bank: record “not home”.", code="left_message_not_allowed")
    _check_call_back(outcomes, response, parts, bank, now)
    _check_notes([response.note, *(p.note for p in response.people)])


def _check_call_back(outcomes: Sequence[Outcome], response: Response, parts: ClaimParts, bank: Bank, now: int) -> None:
    if not any(CONSEQUENCES[o].wait is Wait.PROMISED for o in outcomes):
        return
    if not response.call_back_at:
        raise BreaksRule("A call-back needs its time.", code="call_back_needs_time")
    # Measured from the claim, not from now: a response may arrive long after the call.
    if response.call_back_at < parts.at:
        raise BreaksRule("This time has passed: choose a later one.", code="call_back_past")
    if response.call_back_at > now + FARTHEST_CALL_BACK_SECONDS:
        raise BreaksRule("This is too far ahead: choose a time within 60 days.", code="call_back_too_far")
    if not is_open(bank.hours, response.call_back_at):
        raise BreaksRule(
            "Nobody is rung at that time: choose one within calling hours.", code="call_back_outside_hours"
        )


def _check_notes(notes: Sequence[str]) -> None:
    if any(len(note) > LONGEST_NOTE for note in notes):
        raise BreaksRule(f"A note has at most {LONGEST_NOTE} characters.", code="note_too_long")


def number_marks(entry: LogEntry) -> dict[str, NumberFate]:
    """What an entry says of whole numbers: those it found dead or suppressed, for the items that own them."""
    outcomes = [(entry.number, entry.outcome), *((entry.number, o) for o in entry.people.values())]
    outcomes += [(tried.number, tried.outcome) for tried in entry.tried]
    marks: dict[str, NumberFate] = {}
    for number, outcome in outcomes:
        fate = CONSEQUENCES[outcome].number
        if (
            number
            and fate in {NumberFate.DEAD, NumberFate.SUPPRESSED}
            and marks.get(number) is not NumberFate.SUPPRESSED
        ):
            marks[number] = fate
    return marks


def settled_everywhere(entry: LogEntry) -> dict[str, Outcome]:
    """The people whom an entry settles in every bank, wherever they live now. That they moved says nothing against
    ringing them at the address to which an import moved them."""
    return {
        p: o
        for p, o in entry.people.items()
        if CONSEQUENCES[o].settles is Settles.EVERYWHERE and o is not Outcome.MOVED
    }


def gone_from(household: Household, entry: LogEntry) -> tuple[set[str], set[str]]:
    """The people and numbers of an entry that may live and be rung elsewhere by now: a list or a decision that takes
    them to another household leaves them here as moved, and as dead."""
    people = {p for p in entry.people if p not in household.people or Outcome.MOVED in household.people[p].marks}
    numbers = {e for e in entry.numbers if e not in household.numbers or household.numbers[e].dead}
    return people, numbers


def followed(household: Household, entry: LogEntry, moved: Collection[str], rung_there: Collection[str]) -> Household:
    """Another household, to which people or numbers of this entry were moved, with what the entry says of them: the
    call is on its log as on that of the household that was rung, so that nobody is asked twice, or within the
    cool-down, for having another address.

    A mark of what holds everywhere stays when the entry is corrected: who was reported to object is not rung by
    mistake.
    """
    # That they moved says nothing against ringing them at the address to which they moved.
    theirs = replace(entry, people={p: o for p, o in entry.people.items() if p in moved and o is not Outcome.MOVED})
    if household.entry(entry.claim):
        log = tuple(theirs if e.claim == entry.claim else e for e in household.log)
        household = replace(household, log=log)
    elif theirs.people or entry.numbers & set(rung_there):
        household = replace(household, log=tuple(sorted((*household.log, theirs), key=lambda e: e.at)))
    people = dict(household.people)
    for person, outcome in settled_everywhere(entry).items():
        if person in people:
            marks = {**people[person].marks, outcome: people[person].marks.get(outcome, entry.at)}
            people[person] = replace(people[person], marks=marks)
    numbers = dict(household.numbers)
    for e164, fate in number_marks(entry).items():
        if e164 in numbers:
            suppressed = numbers[e164].suppressed or fate is NumberFate.SUPPRESSED
            numbers[e164] = replace(numbers[e164], suppressed=suppressed, dead=numbers[e164].dead or not suppressed)
    return with_dated_marks(household, replace(household, people=people, numbers=numbers), entry.at)
