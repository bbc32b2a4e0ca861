"""The campaign that a deploy makes: what the by-election's file says, as the function `set_up` takes it."""

import json
from datetime import date, datetime
from typing import Any

import pytest

from infra.campaign import access_ends, set_up_request
from infra.config import Election
from ringround.api.models import SetUpRequest
from tests.infra.conftest import REAL
from tests.infra.synthesis import Synthesis


def an_election(**more: Any) -> Election:
    return Election(name="riverside", title="Riverside by-election", **{"poll_date": date(2027, 6, 3), **more})


@pytest.mark.parametrize(("day", "ends"), [((2027, 3, 4), "22:00:00+00:00"), ((2027, 6, 3), "21:00:00+00:00")])
def test_access_ends_with_the_close_of_poll_in_london(day: tuple[int, int, int], ends: str) -> None:
    request = set_up_request(an_election(poll_date=date(*day)))
    assert request["ends"] == f"{date(*day).isoformat()}T{ends}"


def test_or_when_the_file_says_so() -> None:
    said = datetime.fromisoformat("2027-06-10T12:00:00+01:00")
    assert access_ends(an_election(ends_at=said)) == said


def test_all_that_volunteers_are_told_is_in_it() -> None:
    election = an_election(
        party="The Party",
        imprint="Promoted by A",
        privacy_contact="privacy@example.org",
        brand="#003300",
        on_brand="#ffffff",
        hours={"mon": ["10:00", "20:30"], "sun": []},
        size="general-election",
        admins=({"name": "Ada", "email": "ada@example.org"},),
    )
    wanted = SetUpRequest.model_validate_json(json.dumps(set_up_request(election))).to_wanted()
    assert (wanted.name, wanted.party, wanted.imprint) == ("Riverside by-election", "The Party", "Promoted by A")
    assert (wanted.privacy_contact, wanted.brand, wanted.on_brand) == ("privacy@example.org", "#003300", "#ffffff")
    assert (wanted.poll_date, wanted.queue_parts) == ("2027-06-03", election.made_for.queue_parts)
    assert wanted.default_hours == {"mon": ("10:00", "20:30"), "sun": None}
    assert [(v.email, v.name, v.role) for v in wanted.volunteers] == [("ada@example.org", "Ada", "admin")]


def test_without_hours_of_its_own_banks_get_the_fields() -> None:
    assert SetUpRequest.model_validate(set_up_request(an_election())).to_wanted().default_hours is None


@pytest.mark.cdk
def test_the_deploy_asks_for_it_and_waits_minutes_not_an_hour(synthesis: Synthesis) -> None:
    for election in synthesis.elections:
        app = synthesis.template(election.name, "app")
        asked = app.only("Custom::Campaign")["Properties"]
        assert asked["ServiceToken"]["Fn::GetAtt"][0].startswith("setupfunction")
        assert int(asked["ServiceTimeout"]) <= 300
        # One text: CloudFormation makes texts of numbers, and `?` of letters that are not ASCII.
        assert asked["Campaign"].isascii()
        assert json.loads(asked["Campaign"]) == set_up_request(election)
        # Another table is asked again: one that was restored, say.
        assert asked["Table"]


@pytest.mark.cdk
def test_the_function_has_time_to_answer_before_it_is_cut_off_and_given_up(synthesis: Synthesis) -> None:
    app = synthesis.template(REAL, "app")
    asked = app.only("Custom::Campaign")["Properties"]
    assert 100 <= app.function("set_up")["Timeout"] < int(asked["ServiceTimeout"])
