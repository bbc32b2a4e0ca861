"""Settings through the API."""

import pytest

from ringround.domain.hours import DEFAULT_HOURS
from ringround.storage import audit, banks, keys
from tests.builders import NOW, SECRET, a_household
from tests.domain.test_colour_and_logo import PNG, uri
from tests.events import Browser
from tests.functions.conftest import Deployed

SETTINGS = "/api/organiser/settings"
LOGO = uri("png", PNG)


@pytest.fixture
def olive(deployed: Deployed) -> Browser:
    return deployed.fill(a_household()).browser("olive", role="organiser")


def test_every_setting_is_changed_and_told_to_everybody_at_once(olive: Browser, deployed: Deployed) -> None:
    assert deployed.browser().get("/api/campaign").body["campaign"]["name"] == "Riverside by-election"
    wanted = {
        "name": "Seaside by-election",
        "party": "The Other Party",
        "imprint": "Promoted by A. Agent, at 1 High Street",
        "privacy_contact": "privacy@example.org",
        "brand": "#00F",
        "on_brand": "#ffffff",
        "default_hours": {"mon": ["10:00", "20:00"], "sun": None},
        "poll_date": "2027-03-04",
        "ends_at": "2027-03-05T22:00:00Z",
        "logo": LOGO,
    }
    hours = dict.fromkeys(DEFAULT_HOURS) | {"mon": ["10:00", "20:00"]}
    after = {**wanted, "brand": "#0000ff", "default_hours": hours}
    assert olive.put(SETTINGS, wanted).body == {"settings": after}
    assert olive.get(SETTINGS).body == {"settings": after}
    told = deployed.browser().get("/api/campaign").body["campaign"]
    assert (told["name"], told["brand"], told["has_logo"]) == ("Seaside by-election", "#0000ff", True)
    assert deployed.browser().get("/api/campaign/logo").body == {"logo": LOGO}


def test_what_is_left_out_stays_and_what_is_null_goes(olive: Browser) -> None:
    olive.put(SETTINGS, {"poll_date": "2027-03-04", "ends_at": "2027-03-05T22:00:00Z", "logo": LOGO})
    kept = olive.put(SETTINGS, {"party": "P"}).body["settings"]
    assert (kept["poll_date"], kept["ends_at"], kept["logo"]) == ("2027-03-04", "2027-03-05T22:00:00Z", LOGO)
    gone = olive.put(SETTINGS, {"poll_date": None, "ends_at": None, "logo": None}).body["settings"]
    assert (gone["poll_date"], gone["ends_at"], gone["logo"]) == (None, None, None)
    assert olive.get("/api/campaign").body["campaign"]["has_logo"] is False
    assert olive.get("/api/campaign/logo").body == {"logo": None}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"brand": "#777777", "on_brand": "#ffffff"}, "contrast_low"),
        ({"brand": "#ffffff"}, "contrast_low"),
        ({"brand": "red"}, "colour_invalid"),
        ({"default_hours": {"mon": ["21:00", "09:00"]}}, "hours_invalid"),
        ({"poll_date": "2027-02-30"}, "poll_date_invalid"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "ends_past"),
        ({"ends_at": "1969-12-31T00:00:00Z"}, "ends_past"),
        ({"ends_at": "9999-12-31T23:59:59-12:00"}, "ends_far"),
        ({"logo": "data:image/svg+xml;base64,PHN2Zz4="}, "logo_invalid"),
    ],
)
def test_what_breaks_a_rule_changes_nothing(olive: Browser, body: dict[str, object], code: str) -> None:
    before = olive.get(SETTINGS).body
    answer = olive.put(SETTINGS, {"name": "Changed", **body})
    assert (answer.status, answer.code) == (422, code)
    assert olive.get(SETTINGS).body == before


def test_the_secret_stays_and_is_never_sent(olive: Browser, deployed: Deployed) -> None:
    olive.put(SETTINGS, {"name": "Seaside", "secret": "mine", "closing": 5})
    kept = banks.get_campaign(deployed.table)
    assert (kept.secret, kept.name, kept.closing) == (SECRET, "Seaside", 0)
    assert "secret" not in str([answer.body for answer in olive.seen])


def test_a_change_is_in_the_audit_by_the_names_of_what_changed(olive: Browser, deployed: Deployed) -> None:
    olive.put(SETTINGS, {"privacy_contact": "privacy@example.org", "logo": LOGO})
    (entry,) = audit.latest(deployed.table, 5)
    assert (entry.act, entry.who, entry.at) == ("settings_changed", "olive", NOW)
    assert entry.details == {"changed": ["has_logo", "privacy_contact"]}


def test_a_claim_that_was_made_before_is_answered_after(olive: Browser, deployed: Deployed) -> None:
    sam = deployed.browser("sam")
    claim = sam.post("/api/banks/main/next").body["claim"]["id"]
    olive.put(SETTINGS, {"name": "Seaside"})
    assert sam.post(f"/api/claims/{claim}/response", {"outcome": "not_home"}).status == 200


def test_the_logo_is_an_item_of_its_own(olive: Browser, deployed: Deployed) -> None:
    olive.put(SETTINGS, {"logo": LOGO})
    assert LOGO not in str(deployed.table.get(keys.campaign()))
