"""Scripts as organisers write them: versions, two writers at once, and a call that is in progress meanwhile."""

from typing import Any

import pytest

from ringround.storage import audit, banks
from tests.builders import NOW, SCRIPT_DATA, a_household, a_number, a_person, drama_number
from tests.functions.conftest import Deployed
from tests.functions.organising import Organiser, organiser_of

PATH = "/banks/main/script"
NEW_WORDS: dict[str, Any] = {
    "title": "Voter ID, shorter",
    "blocks": [
        {
            "id": "support",
            "type": "question",
            "kind": "single",
            "label": "Are you with us?",
            "options": [{"id": "yes", "label": "Yes"}, {"id": "rather_not", "label": "Rather not"}],
        }
    ],
}


@pytest.fixture
def organiser(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Organiser:
    """An organiser of a campaign with households that wait."""
    people = [a_person(f"p{n}") for n in range(3)]
    homes = [
        a_household(f"h{n}", people=(p,), numbers=(a_number(drama_number(n), p.id),)) for n, p in enumerate(people)
    ]
    deployed.fill(*homes)
    return organiser_of(deployed, monkeypatch)


def wrote(organiser: Organiser, based_on: int, **changes: Any) -> Any:
    return organiser.ask(f"PUT {PATH}", {**NEW_WORDS, "based_on": based_on, **changes})["script"]


def test_a_new_version_is_read_out_and_the_old_one_stays(organiser: Organiser, deployed: Deployed) -> None:
    assert wrote(organiser, 1)["version"] == 2
    found = organiser.ask(f"GET {PATH}")
    assert (found["script"]["version"], found["script"]["title"]) == (2, "Voter ID, shorter")
    first, second = found["versions"][::-1]
    assert (first["version"], first["by"], first["created_at"]) == (1, None, None)
    assert (second["by"]["name"], second["created_at"]) == ("Olive", "2027-02-20T12:00:00Z")
    assert organiser.ask(f"GET {PATH}/1")["script"]["title"] == SCRIPT_DATA["title"]
    (act,) = audit.latest(deployed.table, 5)
    assert (act.act, act.subject, act.details) == ("script_changed", "main", {"version": 2})


def test_who_wrote_on_an_old_version_is_told_and_nothing_is_lost(organiser: Organiser) -> None:
    wrote(organiser, 1)
    assert organiser.refused(f"PUT {PATH}", {**NEW_WORDS, "based_on": 1}) == (409, "script_changed")
    assert organiser.ask(f"GET {PATH}")["script"]["version"] == 2


def test_two_who_write_at_once_make_one_version(
    organiser: Organiser, deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other is quicker between the look at the bank and the write."""
    real = banks.put_version

    def slow(written: banks.ScriptVersion) -> Any:
        monkeypatch.setattr(banks, "put_version", real)
        wrote(organiser, 1, title="Theirs")
        return real(written)

    monkeypatch.setattr(banks, "put_version", slow)
    assert organiser.refused(f"PUT {PATH}", {**NEW_WORDS, "based_on": 1}) == (409, "script_changed")
    assert organiser.ask(f"GET {PATH}")["script"]["title"] == "Theirs"
    assert len(organiser.ask(f"GET {PATH}")["versions"]) == 2


def test_a_script_that_can_not_be_used_is_refused_with_every_problem(organiser: Organiser) -> None:
    blocks = [{"id": "a", "type": "text", "text": "Hello {{nickname}}"}, {"id": "a", "type": "picture"}]
    wrong = organiser.problems(f"PUT {PATH}", {"title": "", "blocks": blocks, "based_on": 1})
    assert len(wrong) == 4
    assert organiser.ask(f"GET {PATH}")["script"]["version"] == 1


def test_the_same_words_again_make_no_version(organiser: Organiser) -> None:
    wrote(organiser, 1)
    assert wrote(organiser, 2)["version"] == 2
    assert len(organiser.ask(f"GET {PATH}")["versions"]) == 2


def test_a_call_in_progress_keeps_its_version_and_answers_stay_with_it(
    organiser: Organiser, deployed: Deployed
) -> None:
    sam = deployed.browser("sam")
    before = sam.post("/api/banks/main/next").body["claim"]
    assert before["script"]["version"] == 1
    wrote(organiser, 1)
    again = sam.get("/api/claims").body["claims"][0]
    assert again["script"]["version"] == 1
    person = before["people"][0]["id"]
    said = {"outcome": "answered", "people": [{"person": person, "answers": {"support": "unsure"}}]}
    assert sam.post(f"/api/claims/{before['id']}/response", said).status == 200
    after = sam.post("/api/banks/main/next").body["claim"]
    assert after["script"]["version"] == 2
    person = after["people"][0]["id"]
    said = {"outcome": "answered", "people": [{"person": person, "answers": {"support": "rather_not"}}]}
    assert sam.post(f"/api/claims/{after['id']}/response", said).status == 200
    deployed.now = NOW + 60
    found = organiser.ask(f"GET {PATH}")
    assert found["answers"] == 1
    assert [(v["version"], v["calls"], v["answers"]) for v in found["versions"]] == [(2, 1, 1), (1, 1, 1)]


def test_placeholders_come_with_what_volunteers_will_see(organiser: Organiser) -> None:
    fields = {f["name"]: f["example"] for f in organiser.ask(f"GET {PATH}")["merge_fields"]}
    assert fields["party"] == "The Party"
    assert fields["caller"] == "Olive"
    assert set(fields) == {"first_name", "name", "town", "caller", "party", "campaign", "return_number"}


def test_a_version_that_is_not_there_is_not_found(organiser: Organiser) -> None:
    for number in ("9", "x"):
        assert organiser.refused(f"GET {PATH}/{number}") == (404, "script_unknown")
