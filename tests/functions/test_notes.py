"""What volunteers tell the organisers."""

from typing import Any

import pytest

from tests.builders import NOW
from tests.events import Answer, Browser
from tests.functions.conftest import DAY, Deployed

ID = "3f1c-note-0001"


@pytest.fixture
def campaign(deployed: Deployed) -> Deployed:
    """A campaign."""
    return deployed.fill()


def send(browser: Browser, note_id: str = ID, text: str = "The script has a typo.", **more: Any) -> Answer:
    """Send a note."""
    return browser.post("/api/my/notes", {"id": note_id, "text": text, **more})


def notes(campaign: Deployed) -> list[dict[str, Any]]:
    """What the organisers see."""
    return list(campaign.browser("olive", role="organiser").get("/api/organiser/notes").body["notes"])


def test_organisers_see_who_said_what_when_newest_first(campaign: Deployed) -> None:
    answer = send(campaign.browser("sam"), bank="main")
    assert (answer.status, answer.body) == (201, {})
    campaign.now += 60
    send(campaign.browser("alex"), "another-note", "  Zoë says hello.\nAll well here.  ")
    assert notes(campaign) == [
        {
            "id": "another-note",
            "at": "2027-02-20T12:01:00Z",
            "from": "Alex",
            "bank": None,
            "text": "Zoë says hello.\nAll well here.",
        },
        {"id": ID, "at": "2027-02-20T12:00:00Z", "from": "Sam", "bank": "main", "text": "The script has a typo."},
    ]


def test_the_same_id_again_is_one_note_and_counts_once(campaign: Deployed) -> None:
    sam = campaign.browser("sam")
    for text in ("First", "Second"):
        assert send(sam, text=text).status == 201
    assert [n["text"] for n in notes(campaign)] == ["First"]
    assert campaign.shift.desk("sam").notes == 1


def test_also_on_another_day(campaign: Deployed) -> None:
    sam = campaign.browser("sam", expires=NOW + 9 * DAY)
    send(sam)
    campaign.now += DAY
    assert send(sam).status == 201
    campaign.now = NOW
    assert len(notes(campaign)) == 1


def test_ids_of_two_people_do_not_meet(campaign: Deployed) -> None:
    for caller in ("sam", "alex"):
        send(campaign.browser(caller), text=f"From {caller}")
    assert {n["from"] for n in notes(campaign)} == {"Sam", "Alex"}


def test_twenty_a_day_and_no_more(campaign: Deployed) -> None:
    sam = campaign.browser("sam", expires=NOW + 9 * DAY)
    for n in range(20):
        assert send(sam, f"note-number-{n}").status == 201
    refused = send(sam, "note-number-20")
    assert (refused.status, refused.code) == (429, "notes_a_day")
    assert refused.headers["Retry-After"] == str(12 * 3600)
    assert send(sam, "note-number-0").status == 201
    assert len(notes(campaign)) == 20
    campaign.now += DAY
    assert send(sam, "note-number-20").status == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "short"},
        {"id": "x" * 65},
        {"id": "with#hash-in-it"},
        {"id": "with space"},
        {"id": "ünïcödë-id"},
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 1001},
        {"bank": "Not A Bank"},
        {"bank": "x" * 41},
    ],
)
def test_what_cannot_be_used_is_refused(campaign: Deployed, wrong: dict[str, str]) -> None:
    body = {"id": ID, "text": "Hello", **wrong}
    answer = campaign.browser("sam").post("/api/my/notes", body)
    (field,) = wrong
    assert (answer.status, [f["field"] for f in answer.body["error"]["details"]["fields"]]) == (400, [field])
    assert notes(campaign) == []


def test_a_thousand_characters_are_taken(campaign: Deployed) -> None:
    assert send(campaign.browser("sam"), text="é" * 1000).status == 201


def test_callers_do_not_read_them(campaign: Deployed) -> None:
    assert campaign.browser("sam").get("/api/organiser/notes").status == 403
    assert campaign.browser().get("/api/organiser/notes").status == 401
