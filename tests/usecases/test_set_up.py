"""Setting up a campaign: once, and never again over what is there."""

import pytest

from ringround.domain import hours
from ringround.domain.errors import BreaksRule, Malformed
from ringround.storage import banks, callers
from ringround.storage.table import Table
from ringround.usecases.context import Context
from ringround.usecases.set_up import FirstVolunteer, Wanted, set_up
from ringround.usecases.sign_in import caller_id
from tests.builders import NOW, SECRET

DAY = 24 * 3600
OLGA = FirstVolunteer("Olga@Example.org", "Olga", "admin")
WANTED = Wanted("Riverside by-election", party="The Party", volunteers=(OLGA,), join_code="river")


def the_volunteer(table: Table, email: str) -> callers.Volunteer | None:
    """Somebody by their address."""
    return callers.get(table, caller_id(Context(table, banks.get_campaign(table)), email))


def test_an_empty_table_gets_its_campaign_and_its_first_volunteers(table: Table) -> None:
    assert set_up(table, WANTED, now=NOW, secret=SECRET)
    campaign = banks.get_campaign(table)
    assert (campaign.name, campaign.party, campaign.secret) == ("Riverside by-election", "The Party", SECRET)
    assert campaign.default_hours == hours.DEFAULT_HOURS
    olga = the_volunteer(table, "olga@example.org")
    assert olga is not None
    assert (olga.email, olga.role, olga.active, olga.joined) == ("olga@example.org", "admin", True, NOW)


def test_run_again_it_changes_neither_the_campaign_nor_anybody_on_the_list(table: Table) -> None:
    set_up(table, WANTED, now=NOW, secret=SECRET)
    again = Wanted("Another name", volunteers=(FirstVolunteer("olga@example.org", "Somebody else", "caller"),))
    assert not set_up(table, again, now=NOW + DAY, secret=b"another secret of thirty-two bytes")
    assert banks.get_campaign(table).name == "Riverside by-election"
    assert banks.get_campaign(table).secret == SECRET
    olga = the_volunteer(table, "olga@example.org")
    assert olga is not None
    assert (olga.name, olga.role) == ("Olga", "admin")


def test_run_again_it_adds_whoever_is_new(table: Table) -> None:
    set_up(table, WANTED, now=NOW, secret=SECRET)
    more = Wanted("Riverside by-election", volunteers=(FirstVolunteer("sam@example.org", "Sam", "caller"),))
    set_up(table, more, now=NOW, secret=b"another secret of thirty-two bytes")
    assert the_volunteer(table, "sam@example.org") is not None


@pytest.mark.parametrize(("ends", "until"), [(NOW + 5 * DAY, NOW + 5 * DAY), (0, NOW + 60 * DAY)])
def test_the_join_code_holds_until_access_ends(table: Table, ends: int, until: int) -> None:
    set_up(table, Wanted("Riverside", ends=ends, join_code="river"), now=NOW, secret=SECRET)
    found = callers.join_code(table, "river")
    assert found is not None
    assert found["until"] == until


def test_without_a_join_code_nobody_can_join_by_link(table: Table) -> None:
    set_up(table, Wanted("Riverside"), now=NOW, secret=SECRET)
    assert callers.join_code(table, "river") is None


def test_hours_of_ones_own_become_those_of_new_banks(table: Table) -> None:
    set_up(table, Wanted("Riverside", default_hours=hours.ALWAYS), now=NOW, secret=SECRET)
    assert banks.get_campaign(table).default_hours == hours.ALWAYS


def test_hours_that_are_none_are_refused_and_nothing_is_written(table: Table) -> None:
    with pytest.raises(BreaksRule) as refused:
        set_up(table, Wanted("Riverside", default_hours={"mon": ("21:00", "09:00")}), now=NOW, secret=SECRET)
    assert refused.value.details == {"problems": ["mon: closing must come after opening"]}
    assert table.client.scan(TableName=table.name)["Count"] == 0


def test_an_address_that_can_be_none_is_refused(table: Table) -> None:
    with pytest.raises(Malformed):
        set_up(
            table, Wanted("Riverside", volunteers=(FirstVolunteer("olga", "Olga", "admin"),)), now=NOW, secret=SECRET
        )
