"""Volunteers, sessions, codes and rate counters in the table."""

from dataclasses import replace

from ringround.storage import banks, callers, keys
from ringround.storage.callers import Code, Session, Volunteer
from ringround.storage.table import Table
from tests.builders import NOW, a_bank

SAM = Volunteer("sam", "sam@example.org", "Sam", joined=NOW)
TODAY = "2027-02-20"


class TestVolunteers:
    """On the list once."""

    def test_somebody_on_the_list_is_found(self, table: Table) -> None:
        assert callers.add(table, SAM)
        assert callers.get(table, "sam") == SAM

    def test_somebody_on_the_list_is_not_changed_by_being_added_again(self, table: Table) -> None:
        callers.add(table, SAM)
        assert not callers.add(table, Volunteer("sam", "sam@example.org", "Another", "admin"))
        assert callers.get(table, "sam") == SAM

    def test_a_stranger_is_not_found(self, table: Table) -> None:
        assert callers.get(table, "nobody") is None

    def test_a_name_can_be_given_later(self, table: Table) -> None:
        callers.add(table, SAM)
        callers.rename(table, "sam", "Samira")
        found = callers.get(table, "sam")
        assert found is not None
        assert (found.name, found.email) == ("Samira", SAM.email)


class TestSignedIn:
    """One read brings all that a request needs."""

    def test_volunteer_session_desk_and_what_else_was_asked_for_come_together(self, table: Table) -> None:
        callers.add(table, SAM)
        callers.start_session(table, Session("sam", "hash", NOW + 60))
        banks.create(table, a_bank())
        found = callers.signed_in(table, "sam", "hash", TODAY, [keys.bank("main"), keys.bank("gone")])
        assert found.volunteer == SAM
        assert found.session == Session("sam", "hash", NOW + 60)
        assert (found.desk.day, found.desk.caller) == (TODAY, "sam")
        assert [item["sk"] if item else None for item in found.others] == ["main", None]

    def test_another_token_is_no_session(self, table: Table) -> None:
        callers.add(table, SAM)
        callers.start_session(table, Session("sam", "hash", NOW + 60))
        assert callers.signed_in(table, "sam", "other", TODAY, []).session is None
        assert callers.signed_in(table, "alex", "hash", TODAY, []).session is None

    def test_a_session_that_was_ended_is_gone(self, table: Table) -> None:
        callers.start_session(table, Session("sam", "hash", NOW + 60))
        callers.end_session(table, "sam", "hash")
        callers.end_session(table, "sam", "hash")
        assert callers.signed_in(table, "sam", "hash", TODAY, []).session is None


class TestCodes:
    """Tries are counted under a condition, clause by clause."""

    CODE = Code("hash-of-the-code", NOW, 0)
    SESSION = Session("sam", "hash", NOW + 60, handed_by="olive", handed_as="caller")

    def test_a_code_is_kept_until_it_is_used(self, table: Table) -> None:
        callers.save_code(table, "address", self.CODE, NOW + 600)
        assert callers.get_codes(table, "address") == [self.CODE]
        assert callers.begin_session(table, "address", self.CODE, self.SESSION, None)
        assert callers.get_codes(table, "address") == []

    def test_a_code_that_was_used_or_replaced_opens_no_session(self, table: Table) -> None:
        assert not callers.begin_session(table, "address", self.CODE, self.SESSION, None)
        callers.save_code(table, "address", Code("hash-of-a-new-code", NOW, 0), NOW + 600)
        assert not callers.begin_session(table, "address", self.CODE, self.SESSION, keys.session("alex", "before"))
        assert table.get(keys.session("sam", "hash")) is None

    def test_the_session_that_the_device_had_before_ends_with_the_new_ones_beginning(self, table: Table) -> None:
        callers.start_session(table, Session("alex", "before", NOW + 60))
        callers.save_code(table, "address", self.CODE, NOW + 600)
        assert callers.begin_session(table, "address", self.CODE, self.SESSION, keys.session("alex", "before"))
        assert table.get(keys.session("alex", "before")) is None
        assert callers.signed_in(table, "sam", "hash", TODAY, []).session == self.SESSION

    def test_each_device_has_its_own_and_organisers_have_theirs(self, table: Table) -> None:
        kept = [
            self.CODE,
            replace(self.CODE, device="phone"),
            replace(self.CODE, handed_by="olive", handed_as="caller"),
        ]
        for code in kept:
            callers.save_code(table, "address", code, NOW + 600)
        assert sorted(callers.get_codes(table, "address"), key=repr) == sorted(kept, key=repr)

    def test_one_that_was_sent_before_codes_were_a_devices_is_used_once(self, table: Table) -> None:
        item = {"code_hash": self.CODE.code_hash, "sent_at": NOW, "tries": 0}
        table.put({**keys.handed_code("address"), "sk": "LOGIN", **item})
        (code,) = callers.get_codes(table, "address")
        assert (code.device, code.handed) == ("", False)
        assert callers.begin_session(table, "address", code, self.SESSION, None)
        assert callers.get_codes(table, "address") == []

    def test_as_many_tries_as_allowed_are_counted_and_no_more(self, table: Table) -> None:
        callers.save_code(table, "address", self.CODE, NOW + 600)
        assert [callers.count_try(table, "address", self.CODE, 3) for _ in range(5)] == [True] * 3 + [False] * 2
        assert [code.tries for code in callers.get_codes(table, "address")] == [3]

    def test_a_try_at_a_code_that_was_replaced_does_not_count_against_the_new_one(self, table: Table) -> None:
        callers.save_code(table, "address", Code("hash-of-a-new-code", NOW, 0), NOW + 600)
        assert not callers.count_try(table, "address", self.CODE, 3)
        assert [code.tries for code in callers.get_codes(table, "address")] == [0]

    def test_a_try_at_a_code_that_was_used_makes_no_code(self, table: Table) -> None:
        assert not callers.count_try(table, "address", self.CODE, 3)
        assert callers.get_codes(table, "address") == []

    def test_a_new_code_has_all_its_tries(self, table: Table) -> None:
        callers.save_code(table, "address", self.CODE, NOW + 600)
        callers.count_try(table, "address", self.CODE, 3)
        callers.save_code(table, "address", Code("new", NOW, 0), NOW + 600)
        assert callers.get_codes(table, "address") == [Code("new", NOW, 0)]


def test_a_rate_counter_counts_within_its_window(table: Table) -> None:
    assert [callers.count(table, "code#x", 3600, 7200) for _ in range(3)] == [1, 2, 3]
    assert callers.count(table, "code#x", 7200, 10800) == 1
    assert callers.count(table, "code#y", 3600, 7200) == 1


def test_a_join_code_says_until_when_it_holds(table: Table) -> None:
    callers.put_join_code(table, "river", NOW)
    found = callers.join_code(table, "river")
    assert found is not None
    assert found["until"] == NOW
    assert callers.join_code(table, "other") is None


def test_what_ends_by_itself_carries_the_time_for_the_tables_own_tidying(table: Table) -> None:
    callers.start_session(table, Session("sam", "hash", NOW + 60))
    callers.save_code(table, "address", TestCodes.CODE, NOW + 600)
    callers.count(table, "code#x", 3600, 7200)
    items = [
        table.get(keys.session("sam", "hash")),
        table.get(keys.sign_in_code("address", "")),
        table.get(keys.rate("code#x", 3600)),
    ]
    assert [item["expires"] if item else None for item in items] == [NOW + 60, NOW + 600, 7200]
