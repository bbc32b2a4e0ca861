"""What is probably not meant: said, never refused."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from infra.config import Admin, Election
from infra.staff.hints import hints

TODAY = date(2027, 2, 1)
SOUND: dict[str, Any] = {
    "name": "riverside",
    "title": "Riverside by-election",
    "poll_date": date(2027, 3, 4),
    "imprint": "Promoted by us",
    "privacy_contact": "privacy@example.org",
    "admins": (Admin(name="Sam", email="sam@example.org"),),
    "sender": "codes@example.org",
    "alarm_emails": ("sam@example.org",),
}


def test_what_is_sound_gets_no_hint() -> None:
    assert hints(Election(**SOUND), TODAY) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"poll_date": date(2027, 1, 28)}, "Thursday 28 January 2027, is past"),
        ({"poll_date": date(2027, 3, 3)}, "Wednesday 3 March 2027, is not a Thursday"),
        ({"poll_date": date(2028, 3, 2)}, "more than a year from now"),
        ({"ends_at": datetime(2027, 5, 1, tzinfo=UTC)}, "for 58 days after polling day"),
        ({"hours": {"mon": []}}, "No day has calling hours"),
        ({"admins": ()}, "nobody can sign in after the deploy"),
        ({"imprint": ""}, "There is no imprint"),
        ({"privacy_contact": ""}, "no privacy contact"),
        ({"sender": None}, "There is no sender, so no mail"),
        ({"sender": "someone@Gmail.com"}, "goes to junk or is refused"),
        ({"sender": "someone@yahoo.co.uk"}, "goes to junk or is refused"),
        ({"alarm_emails": ()}, "Nobody gets alarms"),
        ({"throw_away": True}, "Never for a real campaign"),
        ({"size": "trial"}, "50 callers at the same time"),
        (
            {"requests_per_second": 499},
            "lets 499 requests a second through, 1,000 at one moment: less than “by-election”",
        ),
        ({"burst": 999, "requests_per_second": 600}, "less than “by-election” is made for (500 and 1,000)"),
        ({"region": "eu-west-1"}, "outside the United Kingdom"),
        ({"table": "restored-1"}, "on the table restored-1"),
    ],
)
def test_what_is_odd_is_said_alone(change: dict[str, Any], said: str) -> None:
    (only,) = hints(Election(**{**SOUND, **change}), TODAY)
    assert said in only


def test_a_polling_day_that_is_today_is_not_past() -> None:
    assert hints(Election(**SOUND), date(2027, 3, 4)) == []
