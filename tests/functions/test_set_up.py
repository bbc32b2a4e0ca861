"""The function that sets a campaign up: by direct Invoke only, and silent about whom it was given."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.set_up.handler import handler
from ringround.api.routes import ROUTES
from ringround.storage import banks
from tests.events import LAMBDA
from tests.functions.conftest import Deployed

EVENT: dict[str, Any] = {
    "name": "Riverside by-election",
    "ends": "2027-03-05T00:00:00Z",
    "poll_date": "2027-03-04",
    "default_hours": {"mon": ["10:00", "20:00"], "sun": None},
    "volunteers": [{"email": "olga@example.org", "name": "Olga", "role": "admin"}],
    "join_code": "River-27",
}


def test_an_empty_table_gets_its_campaign(deployed: Deployed) -> None:
    assert handler(EVENT, LAMBDA) == {"created": True}
    campaign = banks.get_campaign(deployed.table)
    assert (campaign.name, campaign.ends) == ("Riverside by-election", 1_804_204_800)
    assert campaign.default_hours == {"mon": ("10:00", "20:00")}
    assert len(campaign.secret) == 32


def test_whoever_it_named_can_sign_in_with_their_role(deployed: Deployed) -> None:
    handler(EVENT, LAMBDA)
    browser = deployed.browser()
    browser.post("/api/login/code", {"email": "Olga@example.org"})
    signed_in = browser.post("/api/login", {"email": "olga@example.org", "code": deployed.last_code()})
    assert signed_in.body["caller"]["role"] == "admin"


def test_run_again_it_says_that_the_campaign_was_there(deployed: Deployed) -> None:
    handler(EVENT, LAMBDA)
    secret = banks.get_campaign(deployed.table).secret
    assert handler({**EVENT, "name": "Another"}, LAMBDA) == {"created": False}
    assert banks.get_campaign(deployed.table).secret == secret


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"poll_date": "4 March"},
        {"ends": "2027-03-05T00:00:00"},
        {"join_code": "a b"},
        {"volunteers": [{"email": "olga@example.org", "name": "Olga", "role": "boss"}]},
    ],
)
def test_an_event_that_is_wrong_is_refused_without_repeating_what_it_said(
    deployed: Deployed, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as refused:
        handler({**EVENT, **wrong}, LAMBDA)
    # Lambda writes the words of an exception that leaves the handler into the log.
    assert "olga@example.org" not in str(refused.value)
    assert "boss" not in str(refused.value)


def test_no_route_leads_to_it() -> None:
    assert "set_up" not in {route.function for route in ROUTES}
