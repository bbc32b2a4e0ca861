"""Plans written as JSON straight away: they say what the general way says."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ringround.domain.placement import oldest_screening
from ringround.importing.staging import Listed
from ringround.storage import bodies
from ringround.storage.table import InTable
from ringround.usecases.imports_changes import Aim, Plan
from ringround.usecases.imports_found import Found
from ringround.usecases.imports_ids import PersonIds
from ringround.usecases.imports_plan import Planner
from ringround.usecases.imports_ready import MOST_ROWS, ReadyPlans
from tests.builders import LANDLINE, MOBILE, NOW, OTHER_MOBILE, a_bank
from tests.importing.lists import REGISTER, read_all, register_row, write

IDS = PersonIds(b"a secret of thirty-two bytes long")
KEYS = ("AB-1", "AB-2", "AB-3/1", "van.7", "id.X%s")
BANKS = {
    "main": a_bank(id="main"),
    "strict": a_bank(id="strict", screening=True, queue_parts=7),
    "waived": a_bank(id="waived", screening=True, screening_waived="asked"),
    "closed": a_bank(id="closed", status="closed"),
    "never": a_bank(id="never", max_attempts=0),
}
SCREENED = ("", "2027-02-01", "2026-11-30")
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(('"\\', "100%s %", "\ue000"))
names = words.filter(bool)


@st.composite
def listed(draw: st.DrawFn) -> Listed:
    """A household as it stands in the temporary file, with everything that files may say."""
    home = (
        "h1",
        "\n".join(draw(st.lists(words.filter(lambda w: "\n" not in w), max_size=3))),
        draw(words),
        draw(words),
    )
    electors = []
    for key in draw(st.lists(st.sampled_from(KEYS), unique=True)):
        tags, columns = draw(st.lists(names, max_size=2)), draw(st.dictionaries(names, names, max_size=2))
        extra = json.dumps([tags, columns], ensure_ascii=False) if tags or columns else ""
        votes = draw(st.sampled_from((0, 1, None)))
        electors.append(("h1", key, draw(names), draw(names), draw(names), votes, extra, 0, 2))
    numbers = []
    for e164 in draw(st.lists(st.sampled_from((LANDLINE, MOBILE, OTHER_MOBILE)), max_size=8)):
        said = draw(st.sampled_from(("mobile", "landline", "unknown"))), draw(st.sampled_from(SCREENED))
        barred = int(e164 == OTHER_MOBILE)
        numbers.append(
            ("h1", e164, draw(st.sampled_from(KEYS)), *said, barred, 0, 2, int(e164 != LANDLINE or not barred))
        )
    return Listed("h1", home if electors else None, electors, numbers)


def general(household: Listed, aim: Aim) -> Plan:
    """The plan that the general way makes."""
    return Planner(aim, NOW, lambda _: True).plan(household.staged(IDS.of), Found())


def said(plan: Plan) -> dict[str, Any]:
    """All that a plan says, as values."""
    found: dict[str, Any] = {spec.name: getattr(plan, spec.name) for spec in fields(plan)}
    return {
        name: [dict(write) for write in value] if name.endswith("_writes") else value for name, value in found.items()
    }


@given(listed(), st.sampled_from(("", "gone", *BANKS)), st.sampled_from(("import1", "100%")))
def test_both_ways_say_the_same(household: Listed, bank: str, import_id: str) -> None:
    aim = Aim(import_id, bank, NOW, BANKS)
    found = ReadyPlans(aim, IDS, oldest_screening(NOW)).plan(household)
    if not household.electors:
        assert found is None
        return
    assert found is not None
    expected = general(household, aim)
    assert said(found) == said(expected)
    assert found.keys() == expected.keys()
    sent = [json.loads(bodies.text_of(InTable("bench", plan.writes))) for plan in (found, expected)]
    assert sent[0] == sent[1] == list(InTable("bench", found.writes))


def test_what_is_not_wholly_its_own_goes_the_general_way() -> None:
    plans = ReadyPlans(Aim("import1", "main", NOW, BANKS), IDS, oldest_screening(NOW))
    person = ("h1", "AB-1", "Priya Shah", "Priya", "AB-1", 1, "", 0, 2)
    number = ("h1", MOBILE, "AB-1", "mobile", "", 0, 0, 2, 1)
    home = ("h1", "1 Mill Lane", "", "RS1 2AB")
    assert plans.plan(Listed("h1", home, [person], [number])) is not None
    assert plans.plan(Listed("h1", home, [person], [(*number[:-1], 0)])) is None, "another household had it first"
    assert plans.plan(Listed("h1", None, [], [number])) is None, "nobody is listed there"
    many = [("h1", f"AB-{n}", *person[2:]) for n in range(MOST_ROWS + 1)]
    assert plans.plan(Listed("h1", home, many, [])) is None, "more than one transaction may hold"


def test_one_id_for_two_people_goes_the_general_way(tmp_path: Path) -> None:
    class _One(PersonIds):
        def of(self, _: str) -> str:
            return "p1"

    rows = [REGISTER, register_row("AB,1,0"), register_row("AB,2,0", "Shah,Sam")]
    (staged,) = read_all(tmp_path, write(tmp_path, "register.csv", rows)).households
    assert len(staged.people) == 2
    electors = [("h1", key, "A B", "A", key, 1, "", 0, 2) for key in staged.people]
    aim = Aim("import1", "", NOW, BANKS)
    assert ReadyPlans(aim, _One(b"x"), "").plan(Listed("h1", ("h1", "", "", ""), electors, [])) is None
