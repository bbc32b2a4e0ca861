"""What must hold afterwards, by a model of its own: who said what, who was given what, and who may still be rung.

It shares no rule with the code but the closed table of outcomes. What it compares with is what anybody would see: the
cards that are handed out from then on, the calls that are kept, the tallies, and who can still claim.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ringround.domain.desk import Desk
from ringround.domain.errors import Conflict, Refused
from ringround.domain.hours import uk_day
from ringround.domain.household import Household
from ringround.domain.outcomes import CONSEQUENCES, NumberFate, Outcome, Settles
from ringround.domain.placement import facts_of, open_numbers
from ringround.domain.recording import Call
from ringround.storage import calls, desks, households
from ringround.storage.imports import Import
from ringround.storage.jobs import Job
from ringround.usecases import arrange, bank_rules, complete
from ringround.usecases import jobs as running
from ringround.usecases.claim_next import Handed, claim_next
from tests.builders import HOUR
from tests.interleavings.memory import Memory
from tests.interleavings.operations import BROKEN, IN_HAND, Operation
from tests.interleavings.scenes import PRIYAS, ROBINS, Doing, Scene

COOL_DOWN: Final = 4 * HOUR
MUCH_LATER: Final = 30 * 24 * HOUR
SOON_AGAIN: Final = frozenset({Outcome.BUSY, Outcome.CALL_BACK})


@dataclass(slots=True)
class Done:
    """An operation as it went: what it came to, the refusal that it ended with, or that it died on the way. `twice`:
    it died, and was asked for again."""

    operation: Operation
    came: Any = None
    refused: Refused | None = None
    dead: bool = False
    twice: bool = False

    def came_to(self) -> object:
        """What the checks look at of how it went."""
        if isinstance(self.came, (Job, Import)):
            return self.came.state
        return self.refused.reason if self.refused else self.came

    @property
    def results(self) -> tuple[Any, ...]:
        """What the caller's page was answered, part by part."""
        return self.came if isinstance(self.came, tuple) else (self.came,)

    @property
    def stands(self) -> bool:
        """Whether somebody was told that it is done."""
        if self.dead or self.refused:
            return False
        if isinstance(self.came, (Job, Import)):
            return self.came.state == "done"
        return True


@dataclass(slots=True)
class Card:
    """A household on somebody's screen: people to be asked and numbers to be rung."""

    household: str
    claim: str
    people: set[str]
    numbers: set[str]
    at: int


@dataclass(slots=True)
class Known:
    """What stands: the calls that are kept, latest version of each, by claim; and who and what may not be rung."""

    calls: dict[str, Call] = field(default_factory=dict)
    versions: dict[str, list[Call]] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)


def card_of(doing: Doing, handed: Handed) -> Card:
    """What a claim puts on the screen."""
    home, ringing = handed.household, handed.claim.ringing
    found = open_numbers(home, doing.context.bank(handed.bank.id), facts_of(home), doing.now, ringing=ringing)
    there = [each for each in found if not ringing or each.number.e164 == ringing]
    people = {person for each in there for person in each.reaches}
    return Card(home.id, handed.claim.id, people, {each.number.e164 for each in there}, doing.now)


def check(memory: Memory, scene: Scene, done: Sequence[Done], doing: Doing) -> list[str]:
    """What is wrong after two operations. The table is left as it was found."""
    state = memory.keep()
    known = _known(memory, scene, done)
    wrong = [*_lost(scene, done, known), *_hands(scene, done, known, doing)]
    if not any(each.dead for each in done):
        # A recording that was broken off before is completed by whoever comes next, which may be neither of the two.
        wrong += _whole(memory, known) if scene.name not in BROKEN else ()
        for caller in ("sam", "alex"):
            wrong += _slots(memory, doing, caller)
            memory.take_up(state)
    for later in (1, 1900):
        wrong += _next(memory, doing, known, later)
        memory.take_up(state)
    wrong += _much_later(memory, scene, done, known, doing)
    memory.take_up(state)
    return wrong


def _known(memory: Memory, scene: Scene, done: Sequence[Done]) -> Known:
    known = Known()
    versions: defaultdict[str, list[Call]] = defaultdict(list)
    for (pk, _), item in memory.items.items():
        if pk.startswith("C#"):
            call = calls.from_item(item)
            versions[call.entry.claim].append(call)
    known.versions = {claim: sorted(found, key=lambda c: c.entry.version) for claim, found in versions.items()}
    known.calls = {claim: found[-1] for claim, found in known.versions.items()}
    for call in known.calls.values():
        people, numbers = _said(call)
        known.people |= people
        known.numbers |= numbers
    stands = {each.operation.name for each in done if each.stands}
    if "number suppressed" in stands or "the number is nobody’s" in stands:
        known.numbers.add(PRIYAS)
    if "voted" in stands:
        known.people.add(scene.ids["priya"])
    return known


def _said(call: Call) -> tuple[set[str], set[str]]:
    """Whom a call settles, and which number it says is not to be rung."""
    follows = {person.person: CONSEQUENCES[person.outcome] for person in call.people}
    people = {person for person, each in follows.items() if each.settles is not Settles.NOTHING}
    fates = {each.number for each in (*follows.values(), CONSEQUENCES[call.entry.outcome])}
    gone = fates & {NumberFate.DEAD, NumberFate.SUPPRESSED}
    return people, {call.entry.number} if gone else set()


def _lost(scene: Scene, done: Sequence[Done], known: Known) -> Iterator[str]:
    """Calls that were acknowledged and are not there, or not as they were acknowledged."""
    told: dict[str, Call] = {scene.call.entry.claim: scene.call} if scene.call else {}
    for each in done:
        for came in each.results:
            if isinstance(came, Call):
                earlier = told.get(came.entry.claim)
                if earlier is None or earlier.entry.version <= came.entry.version:
                    told[came.entry.claim] = came
    for claim, call in told.items():
        found = known.versions.get(claim, [])
        if call not in found:
            yield "a call that was acknowledged is not there"
    for found in known.versions.values():
        if [call.entry.version for call in found] != list(range(1, len(found) + 1)):
            yield "versions of a call are missing"


def _hands(scene: Scene, done: Sequence[Done], known: Known, doing: Doing) -> Iterator[str]:
    """Households in two hands, and cards that should not have been handed out."""
    ended = any(each.operation.ends and (each.stands or each.dead) for each in done)
    held: list[Card] = []
    if scene.name in IN_HAND and not ended:
        held.append(Card(scene.ids["home"], scene.claim, {scene.ids["priya"], scene.ids["robin"]}, {PRIYAS, ROBINS}, 0))
    held += [card_of(doing, came) for each in done for came in each.results if isinstance(came, Handed)]
    for n, one in enumerate(held):
        for other in held[n + 1 :]:
            shared = one.household == other.household or one.people & other.people or one.numbers & other.numbers
            if one.claim != other.claim and shared:
                yield "one household in two hands"
    for card in held:
        if card.at and "rung back" not in str([d.operation.name for d in done]):
            # A late one came while somebody else had it, and one that was corrected may have been something else.
            in_time = [c for c in known.calls.values() if not c.entry.late and c.entry.version == 1]
            in_time = [c for c in in_time if c.entry.claim != card.claim]
            yield from _too_soon(card, in_time, "while another operation was under way")


def _too_soon(card: Card, of: Sequence[Call], when: str) -> Iterator[str]:
    for call in of:
        again = {call.entry.outcome, *(p.outcome for p in call.people)} & SOON_AGAIN
        if not again and call.entry.at <= card.at < call.entry.at + COOL_DOWN:
            people = card.people & call.entry.people.keys()
            if people or card.numbers & call.entry.numbers:
                yield f"rung again within the cool-down, {when}"


def _whole(memory: Memory, known: Known) -> Iterator[str]:
    """With both operations at their ends, every call is on the log of its household, once, and counted, once."""
    homes = {home.id: home for home in _homes(memory)}
    for claim, call in known.calls.items():
        home = homes.get(call.household)
        if home is None:
            yield "the household of a call is gone"
            continue
        there = [entry for entry in home.log if entry.claim == claim]
        if len(there) != 1:
            yield f"a call is on the log of its household {len(there)} times"
        elif there[0] != call.entry:
            yield "the log says something else than the call"
    for home in homes.values():
        if {entry.claim for entry in home.log} - known.calls.keys():
            yield "a log has a call that is not kept"
    yield from _tallies(memory, known)
    owners: dict[str, str] = {}
    people: dict[str, str] = {}
    for home in homes.values():
        for number in home.numbers.values():
            if not number.dead and owners.setdefault(number.e164, home.id) != home.id:
                yield "a number is to be rung in two households"
        for person in home.people.values():
            if Outcome.MOVED not in person.marks and people.setdefault(person.id, home.id) != home.id:
                yield "a person lives in two households"


def _homes(memory: Memory) -> list[Household]:
    return [households.from_item(item) for (pk, _), item in memory.items.items() if pk.startswith("H#")]


def _tallies(memory: Memory, known: Known) -> Iterator[str]:
    expected: Counter[str] = Counter()
    for call in known.calls.values():
        expected.update(["calls", f"o.{call.entry.outcome}", *(f"p.{p.outcome}" for p in call.people)])
    found: Counter[str] = Counter()
    for desk in _desks(memory):
        for counts in desk.tally.values():
            found.update({name: n for name, n in counts.items() if name == "calls" or name[:2] in {"o.", "p."}})
    if +found != expected:
        yield "the tally is not that of the calls"


def _desks(memory: Memory) -> Iterator[Desk]:
    for (pk, _), item in memory.items.items():
        if pk.startswith("D#"):
            yield desks.from_item(item, pk.split("#")[1])


def _slots(memory: Memory, doing: Doing, caller: str) -> Iterator[str]:
    """A caller who holds fewer than two households is handed one more."""
    desk = doing.desk(caller)
    if desk.closed:
        return
    now = doing.now + 1
    really = [home for home in _homes(memory) if home.claim and home.claim.caller == caller and home.held(now)]
    try:
        found = claim_next(doing.context, doing.context.bank("spare"), desk, now=now, chance=doing.chance)
    except Conflict:
        if len(really) < 2:
            yield f"{caller} can’t claim any more"
    else:
        if not isinstance(found, Handed):
            yield f"{caller} is handed nothing: {found.reason}"


def _next(memory: Memory, doing: Doing, known: Known, later: int) -> Iterator[str]:
    """Whoever asks next is handed nothing that may not be rung."""
    at = _At(doing, later)
    for card in at.cards("kim", most=2):
        yield from _too_soon(card, list(known.calls.values()), f"{later} seconds later")
        yield from _forbidden(card, known, f"{later} seconds later")


def _forbidden(card: Card, known: Known, when: str) -> Iterator[str]:
    if card.people & known.people:
        yield f"asked again, {when}"
    if card.numbers & known.numbers:
        yield f"a number is rung that must not be, {when}"


def _much_later(memory: Memory, scene: Scene, done: Sequence[Done], known: Known, doing: Doing) -> Iterator[str]:
    """A month later everybody who is still to be asked is on one card, and nobody else is; and every call is whole."""
    at = _At(doing, MUCH_LATER)
    at.reopen()
    cards = [card for n in range(4) for card in at.cards(f"walker{n}", most=2)]
    if len(cards) == 8:
        yield "the search for households has no end"
    for n, card in enumerate(cards):
        yield from _forbidden(card, known, "a month later")
        for other in cards[n + 1 :]:
            if card.people & other.people or card.numbers & other.numbers:
                yield "on two cards"
    asked = {person for card in cards for person in card.people}
    for person, number in (("priya", PRIYAS), ("robin", ROBINS)):
        if _expected(scene.ids[person], number, done, known) and scene.ids[person] not in asked:
            yield f"nobody will ever ring {person}"
    complete.on_desks(at.doing.context, list(_desks(memory)), now=at.now)
    healed = [each for each in _whole(memory, known) if "two households" not in each or not _died_in_a_list(done)]
    yield from healed


def _died_in_a_list(done: Sequence[Done]) -> bool:
    return any(each.dead and each.operation.name.startswith(("list", "the same list", "import")) for each in done)


_TAKES_AWAY: Final = {
    "import undone",
    "the number is next door’s",
    "the number is nobody’s",
    "number suppressed",
    "voted",
    "list has a new number",
}


def _expected(person: str, number: str, done: Sequence[Done], known: Known) -> bool:
    """Whether somebody is to be rung yet, for certain: nothing was said of them or their number, and nobody undid the
    import that brought them."""
    for found in known.versions.values():
        for call in found:
            people, numbers = _said(call)
            follows = {p.outcome for p in call.people if p.person == person}
            if person in people or number in numbers or Outcome.WRONG_NUMBER in follows:
                return False
    about = {each.operation.name for each in done if not each.refused or each.twice}
    if "import undone" in about or any(each.dead for each in done):
        return False
    # Once it is everybody's of both households, a list that knows it as Priya's alone does not take it along.
    everybodys = any(name.startswith("both are one") for name in about) and "list moves everybody" in about
    return number != PRIYAS or not (about & _TAKES_AWAY or everybodys)


class _At:
    """The same table at a later time, looked at by people who were not there before."""

    def __init__(self, doing: Doing, later: int) -> None:
        self.doing = Doing(doing.memory, doing.scene, 77)
        self.now = doing.now + later

    def reopen(self) -> None:
        """What an organiser did to the bank is taken back, as they would do it."""
        _, job = bank_rules.turn(self.doing.context, "main", "open", by="olive", now=self.now)
        if job:
            works = arrange.works(lambda: self.now)
            running.run(self.doing.context, job.id, works, lambda: self.now, "reopened")

    def cards(self, caller: str, most: int) -> list[Card]:
        """What a caller is handed, one household after another."""
        found = []
        for _ in range(most):
            context = self.doing.context
            desk = desks.get(context.table, uk_day(self.now), caller)
            bank = context.bank("main")
            handed = claim_next(context, bank, desk, now=self.now, chance=self.doing.chance)
            if not isinstance(handed, Handed):
                break
            home = handed.household
            open_ = open_numbers(home, bank, facts_of(home), self.now)
            people = {person for each in open_ for person in each.reaches}
            found.append(Card(home.id, handed.claim.id, people, {n.number.e164 for n in open_}, self.now))
        return found
