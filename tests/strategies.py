"""Random households for property tests: small ones, so that people, numbers and banks meet in every way."""

from hypothesis import strategies as st

from ringround.domain.household import Claim, Household, LogEntry, Number, Person, Targeting, Tried
from ringround.domain.outcomes import TRIED, Outcome
from tests.builders import LANDLINE, MOBILE, NOW, OTHER_MOBILE

PEOPLE = ("p1", "p2", "p3", "p4")
NUMBERS = (LANDLINE, MOBILE, OTHER_MOBILE)
BANKS = ("main", "second")
MONTH = 30 * 24 * 3600

outcomes = st.sampled_from(Outcome)
times = st.integers(NOW - MONTH, NOW + MONTH)
_words = st.text(max_size=8)


@st.composite
def people(draw: st.DrawFn, words: st.SearchStrategy[str]) -> dict[str, Person]:
    """One to four people."""
    found = {}
    for person_id in PEOPLE[: draw(st.integers(1, 4))]:
        found[person_id] = Person(
            id=person_id,
            name=draw(words),
            first_name=draw(words),
            elector=draw(words),
            may_vote=draw(st.booleans()),
            tags=tuple(draw(st.lists(words, max_size=2))),
            columns=draw(st.dictionaries(words, words, max_size=2)),
            marks=draw(st.dictionaries(outcomes, times, max_size=1)),
        )
    return found


@st.composite
def numbers(draw: st.DrawFn, of: list[str]) -> dict[str, Number]:
    """No number up to three, each of nobody known or of some of the people."""
    found = {}
    for e164 in draw(st.lists(st.sampled_from(NUMBERS), unique=True)):
        found[e164] = Number(
            e164=e164,
            kind=draw(st.sampled_from(("mobile", "landline", "unknown"))),
            whose=tuple(draw(st.lists(st.sampled_from(of), unique=True))),
            screened_on=draw(st.sampled_from(("", "2027-02-01", "2026-11-30"))),
            suppressed=draw(st.booleans()),
            dead=draw(st.booleans()),
        )
    return found


@st.composite
def entries(draw: st.DrawFn, of: list[str], place: int, words: st.SearchStrategy[str]) -> LogEntry:
    """One recorded call; `place` makes its claim different from the others'."""
    back = draw(st.just(0) | times)
    return LogEntry(
        claim=f"c{place}",
        bank=draw(st.sampled_from(BANKS)),
        caller=draw(st.sampled_from(("sam", "alex"))),
        at=draw(times),
        outcome=draw(outcomes),
        number=draw(st.sampled_from(("", *NUMBERS))),
        people=draw(st.dictionaries(st.sampled_from(of), outcomes)),
        tried=tuple(
            draw(st.lists(st.builds(Tried, st.sampled_from(NUMBERS), st.sampled_from(sorted(TRIED))), max_size=1))
        ),
        note=draw(words),
        call_back_at=back,
        call_back_for=draw(st.sampled_from(("me", "anyone"))) if back else "anyone",
        version=draw(st.integers(1, 3)),
        late=draw(st.booleans()),
    )


@st.composite
def households(draw: st.DrawFn, *, any_words: bool = False) -> Household:
    """A household that may be in any state at all, also in those that no sequence of calls leads to.

    `any_words` fills its texts as well, for what is about texts.
    """
    words = _words if any_words else st.just("")
    persons = draw(people(words))
    ids = list(persons)
    claim = st.builds(Claim, words, words, times)
    queue = st.tuples(st.sampled_from(BANKS), st.integers(0, NOW).map(lambda at: f"3#{at:010d}#h1"))
    targeting = st.builds(
        Targeting,
        people=st.lists(st.sampled_from(ids), unique=True).map(tuple),
        since=st.integers(0, NOW),
        priority=st.integers(1, 5),
    )
    return Household(
        id="h1",
        address=tuple(draw(st.lists(words, max_size=2))),
        town=draw(words),
        postcode=draw(words),
        people=persons,
        numbers=draw(numbers(ids)),
        banks=draw(st.dictionaries(st.sampled_from(BANKS), targeting)),
        log=tuple(draw(entries(ids, n, words)) for n in range(draw(st.integers(0, 4)))),
        claim=draw(st.none() | claim),
        skipped=draw(st.dictionaries(words, times, max_size=2)),
        not_before=draw(st.just(0) | times),
        queue=draw(st.none() | queue),
        rev=draw(st.integers(0, 99)),
    )
