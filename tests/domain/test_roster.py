"""The roster counts what the rules say of everybody, one by one; and nobody can be known by it."""

import random
from collections import defaultdict
from typing import Any

import pytest

from ringround.domain.household import Household
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import facts_of, oldest_screening, open_people
from ringround.domain.roster import Counted, Gathering, Roster
from ringround.domain.targets import Subject, Target, parse, traits_of
from ringround.storage import rosters
from tests.builders import NOW, a_household, a_number, a_person, an_entry, drama_number

WARDS, TAGS = ("Mill", "Hill", "", "Quay"), ("member", "donor", "stakeboard")
BANKS, OPTIONS = ("main", "second"), ("yes", "no", "unsure")
OLDEST = oldest_screening(NOW)

Said = dict[str, dict[tuple[str, str], tuple[str, ...]]]


def a_town(seed: int, homes: int) -> tuple[list[Household], Said]:
    """Households of all sorts, and what their people answered."""
    chance = random.Random(seed)
    found, said = [], Said()
    for h in range(homes):
        people = [_somebody(chance, f"p{h}-{n}") for n in range(chance.randint(1, 4))]
        numbers = [
            a_number(
                drama_number(2 * h + n),
                *(p.id for p in people if chance.random() < 0.6),
                suppressed=chance.random() < 0.1,
                dead=chance.random() < 0.1,
                screened_on=chance.choice(["", "2027-01-01", OLDEST, "2027-02-19"]),
            )
            for n in range(chance.randint(0, 2))
        ]
        log = tuple(_entry(chance, f"c{h}-{n}", people, numbers) for n in range(chance.randint(0, 3)))
        banks = tuple(b for b in BANKS if chance.random() < 0.5)
        found.append(a_household(f"h{h}", people=tuple(people), numbers=tuple(numbers), bank_ids=banks, log=log))
        for person in people:
            if chance.random() < 0.3:
                said[person.id] = {(chance.choice(BANKS), "support"): (chance.choice(OPTIONS),)}
    return found, said


def _somebody(chance: random.Random, person: str) -> Any:
    marks = {chance.choice([Outcome.ALREADY_VOTED, Outcome.MOVED]): NOW} if chance.random() < 0.1 else {}
    return a_person(
        person,
        may_vote=chance.random() < 0.9,
        tags=tuple(t for t in TAGS if chance.random() < 0.3),
        columns={"Ward": ward} if (ward := chance.choice(WARDS)) else {},
        imports=tuple(i for i in ("i1", "i2") if chance.random() < 0.5),
        marks=marks,
    )


def _entry(chance: random.Random, claim: str, people: list[Any], numbers: list[Any]) -> Any:
    number = chance.choice(numbers).e164 if numbers else ""
    outcomes = {p.id: chance.choice(list(Outcome)) for p in people if chance.random() < 0.7}
    at = NOW - chance.randint(1, 9_999)
    return an_entry(Outcome.ANSWERED, claim=claim, at=at, number=number, people=outcomes, bank=chance.choice(BANKS))


def a_target(chance: random.Random) -> Target:
    """Up to three rules."""
    rules: list[dict[str, Any]] = [
        {"field": "tag", "is": chance.choice(["in", "not_in"]), "values": chance.sample(TAGS, 2)},
        {"field": "column", "name": "Ward", "is": chance.choice(["in", "not_in"]), "values": ["Mill", "Quay"]},
        {"field": "column", "name": "Ward", "is": "contains", "values": ["ILL"]},
        {"field": "column", "name": chance.choice(["Ward", "Street"]), "is": chance.choice(["empty", "not_empty"])},
        {
            "field": "outcome",
            "bank": chance.choice([*BANKS, "*"]),
            "is": chance.choice(["in", "not_in"]),
            "values": ["not_home", "answered"],
        },
        {
            "field": "answer",
            "bank": "main",
            "question": "support",
            "is": chance.choice(["in", "not_in"]),
            "values": ["yes"],
        },
        {"field": "import", "is": "in", "values": ["i2"]},
    ]
    return parse({"match": chance.choice(["all", "any"]), "rules": chance.sample(rules, chance.randint(0, 3))})


def by_hand(homes: list[Household], said: Said, target: Target, others: set[str]) -> Counted:
    """The same, person by person."""
    counts: defaultdict[str, int] = defaultdict(int)
    for household in homes:
        facts, traits = facts_of(household), traits_of(household, said)
        reached_here = 0
        for person in household.people.values():
            matches = target.accepts(traits[person.id]) and (bool(target.rules) or person.may_vote)
            counts["matches"] += matches
            if not matches or not person.may_vote:
                continue
            counts["can_vote"] += 1
            if person.id in facts.settled:
                counts["settled"] += 1
                continue
            theirs = [
                n
                for n in household.numbers.values()
                if (not n.whose or person.id in n.whose)
                and n.e164 not in facts.dead
                and (n.e164, person.id) not in facts.wrong
            ]
            free = [n for n in theirs if n.e164 not in facts.suppressed]
            counts["suppressed"] += bool(theirs) and not free
            if free:
                reached_here += 1
                counts["screening_old"] += all(n.screened_on < OLDEST for n in free)
                counts["in_other_banks"] += any(person.id in open_people(household, b, facts) for b in others)
        counts["with_number"] += reached_here
        counts["households"] += bool(reached_here)
    return Counted(**counts)


def gathered(homes: list[Household], said: Said) -> Roster:
    making = Gathering(NOW)
    for household in homes:
        making.add(household)
    making.answered(said.items())
    return making.done()


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_what_the_rules_say_of_each_person(seed: int) -> None:
    homes, said = a_town(seed, 150)
    roster, chance = gathered(homes, said), random.Random(seed)
    kept = rosters.from_bytes(rosters.to_bytes(roster))
    for _ in range(40):
        target, others = a_target(chance), {b for b in BANKS if chance.random() < 0.5}
        expected = by_hand(homes, said, target, others)
        assert roster.count(target, others=others, oldest=OLDEST) == expected, target
        assert kept.count(target, others=others, oldest=OLDEST) == expected


def test_what_people_can_be_chosen_by_is_counted_most_first() -> None:
    homes = [
        a_household("h1", people=(a_person("p1", tags=("a", "b")), a_person("p2", tags=("b",)))),
        a_household(
            "h2", people=(a_person("p3", tags=("b",), may_vote=False), a_person("p4", columns={"Ward": "Mill"}))
        ),
    ]
    kept = {each.subject: each.values for each in gathered(homes, {}).kept()}
    assert kept[Subject("tag")] == [("b", 2), ("a", 1)]
    assert kept[Subject("column", name="Ward")] == [("Mill", 1)]


def test_nobody_can_be_known_by_a_roster() -> None:
    homes, said = a_town(5, 30)
    kept = rosters.to_bytes(gathered(homes, said))
    import gzip

    text = gzip.decompress(kept).decode("latin-1")
    for household in homes:
        for word in (*household.address, household.postcode, *household.numbers, household.id):
            assert word not in text
        for person in household.people.values():
            assert person.name not in text
            assert person.elector not in text
            assert f'"{person.id}"' not in text


def test_an_empty_campaign_counts_nobody() -> None:
    assert Gathering(NOW).done().count(Target(), others=(), oldest=OLDEST) == Counted()
    assert (
        Roster().count(parse({"rules": [{"field": "tag", "is": "not_in", "values": ["x"]}]}), others=(), oldest="")
        == Counted()
    )
