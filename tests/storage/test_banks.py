"""The campaign, banks, scripts and progress in the table."""

from dataclasses import replace

import pytest

from ringround.domain import hours
from ringround.domain.errors import NotThere
from ringround.storage import banks, keys
from ringround.storage.banks import Progress
from ringround.storage.table import ConditionFailed, Table
from tests.builders import NOW, SECRET, a_bank, a_campaign, a_script


class TestCampaign:
    """One, written once."""

    def test_it_comes_back_as_it_was_written(self, table: Table) -> None:
        campaign = a_campaign(ends=NOW, poll_date="2027-03-04", default_hours=hours.ALWAYS, imprint="Promoted by …")
        banks.put_campaign(table, campaign)
        assert banks.get_campaign(table) == campaign

    def test_it_is_never_written_over_for_its_secret_must_stay(self, table: Table) -> None:
        banks.put_campaign(table, a_campaign())
        with pytest.raises(ConditionFailed):
            banks.put_campaign(table, a_campaign(secret=b"another secret of thirty-two bytes"))
        assert banks.get_campaign(table).secret == SECRET

    def test_an_empty_table_says_that_it_is_not_set_up(self, table: Table) -> None:
        with pytest.raises(NotThere) as refused:
            banks.get_campaign(table)
        assert refused.value.reason == "no_campaign"

    def test_its_secret_is_in_no_text_of_it(self) -> None:
        assert SECRET.decode() not in repr(a_campaign())


class TestBanks:
    """Made once, changed by field."""

    BANK = a_bank(
        hours={day: span for day, span in hours.DEFAULT_HOURS.items() if day != "sun"},
        status="paused",
        screening=True,
        return_number="+441134960000",
        priorities=(1, 3),
        people=10,
    )

    def test_a_bank_comes_back_as_it_was_written(self, table: Table) -> None:
        banks.create(table, self.BANK)
        assert banks.get(table, "main") == self.BANK

    def test_a_day_that_is_closed_is_a_day_without_hours(self, table: Table) -> None:
        banks.create(table, replace(self.BANK, hours={**self.BANK.hours, "sat": None}))
        found = banks.get(table, "main")
        assert found is not None
        assert hours.opens_at(found.hours, NOW) == NOW + 45 * 3600  # Monday at nine

    def test_a_bank_is_not_made_twice(self, table: Table) -> None:
        banks.create(table, a_bank(name="First"))
        with pytest.raises(ConditionFailed):
            banks.create(table, a_bank(name="Second"))

    def test_some_fields_are_changed_and_the_others_stay(self, table: Table) -> None:
        banks.create(table, self.BANK)
        banks.update(table, "main", {"status": "open", "cool_down": 60})
        found = banks.get(table, "main")
        assert found is not None
        assert (found.status, found.cool_down, found.priorities) == ("open", 60, (1, 3))

    def test_a_bank_that_is_not_there_is_not_made_by_changing_it(self, table: Table) -> None:
        with pytest.raises(ConditionFailed):
            banks.update(table, "gone", {"status": "open"})
        assert banks.get(table, "gone") is None

    def test_all_banks_come_oldest_first(self, table: Table) -> None:
        banks.create(table, a_bank("a", created=NOW + 1))
        banks.create(table, a_bank("b", created=NOW))
        assert [b.id for b in banks.every(table)] == ["b", "a"]

    def test_many_banks_leave_out_those_that_are_not_there(self, table: Table) -> None:
        banks.create(table, a_bank("a"))
        assert set(banks.get_many(table, ["a", "gone"])) == {"a"}

    def test_fields_of_a_later_version_do_not_disturb(self, table: Table) -> None:
        banks.create(table, a_bank())
        banks.update(table, "main", {"colour": "red"})
        assert banks.get(table, "main") is not None


class TestScripts:
    """A version never changes."""

    def test_a_version_comes_back_as_it_was_written(self, table: Table) -> None:
        banks.put_script(table, a_script(2))
        assert banks.get_script(table, "main", 2) == a_script(2)

    def test_a_version_is_never_written_over(self, table: Table) -> None:
        banks.put_script(table, a_script())
        with pytest.raises(ConditionFailed):
            banks.put_script(table, a_script(title="Another"))

    def test_a_version_that_is_not_there_is_said_to_be_unknown(self, table: Table) -> None:
        with pytest.raises(NotThere) as refused:
            banks.get_script(table, "main", 9)
        assert refused.value.reason == "script_unknown"


class TestProgress:
    """A snapshot that whoever takes it on works out anew."""

    def test_a_snapshot_comes_back_as_it_was_written(self, table: Table) -> None:
        made = Progress(as_of=NOW, through="2027-02-18", past={"calls": 1}, counts={"calls": 2})
        banks.put_progress(table, "main", made)
        assert banks.get_progress(table, ["main", "second"]) == {"main": made}

    def test_the_first_snapshot_is_taken_on_by_one(self, table: Table) -> None:
        assert banks.take_refresh(table, "main", 0, NOW)
        assert not banks.take_refresh(table, "main", 0, NOW)

    def test_of_two_that_saw_the_same_snapshot_one_takes_it_on(self, table: Table) -> None:
        banks.put_progress(table, "main", Progress(as_of=NOW, counts={"calls": 1}))
        assert banks.take_refresh(table, "main", NOW, NOW + 20)
        assert not banks.take_refresh(table, "main", NOW, NOW + 19)
        assert banks.take_refresh(table, "main", NOW + 20, NOW + 40)

    def test_until_it_is_worked_out_the_counts_of_the_old_one_are_seen(self, table: Table) -> None:
        old = Progress(as_of=NOW, through="2027-02-18", past={"calls": 1}, counts={"calls": 2})
        banks.put_progress(table, "main", old)
        banks.take_refresh(table, "main", NOW, NOW + 20)
        assert banks.get_progress(table, ["main"])["main"] == replace(old, as_of=NOW + 20)

    def test_counters_are_added_up_and_none_is_nothing(self) -> None:
        assert banks.added({"a": 1}, None, {"a": 2, "b": 3}) == {"a": 3, "b": 3}


def test_a_bank_is_read_from_the_item_that_came_with_another_request(table: Table) -> None:
    banks.create(table, a_bank())
    assert banks.from_item(table.get(keys.bank("main"))) == banks.get(table, "main")
    assert banks.from_item(None) is None
