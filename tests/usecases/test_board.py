"""The board of a campaign for very many callers: what it says is what the desks say, and few work on it."""

from dataclasses import replace

import pytest

from ringround.domain.outcomes import Outcome
from ringround.storage import banks, boards, callers, desks, keys
from ringround.storage.callers import Volunteer
from ringround.storage.table import Table
from ringround.usecases import look, overview
from ringround.usecases.board import BOARD_SECONDS, KEPT_SECONDS, SUM_SECONDS, board
from ringround.usecases.erase_volunteer import erase
from tests.builders import NOW, a_bank, a_household, a_response, not_home
from tests.shift import Shift, a_shift
from tests.usecases.test_queue_parts import Clock

DAY = 24 * 3600
TODAY, YESTERDAY, BEFORE = "2027-02-20", "2027-02-19", "2027-02-18"


@pytest.fixture
def clock() -> Clock:
    """The clock of the process."""
    return Clock()


@pytest.fixture
def shift(table: Table, clock: Clock) -> Shift:
    """A shift in a campaign for very many callers, with two banks."""
    table.desk_shards = keys.desk_shards(8)
    two = (a_bank("second", created=NOW - 2 * DAY, leaderboard=True), a_bank("shut", status="closed"))
    homes = [a_household(f"h{n}") for n in range(4)]
    made = a_shift(table, *homes, bank=a_bank(queue_parts=8, leaderboard=True), more_banks=two)
    campaign = replace(made.context.campaign, queue_parts=8)
    made.context = replace(made.context, campaign=campaign, clock=clock)
    return made


def test_whoever_is_erased_has_no_name_on_the_leaderboards_of_days_that_are_over(shift: Shift, clock: Clock) -> None:
    table, ada = shift.table, Volunteer("ada", "ada@example.org", "Ada", "admin")
    callers.add(table, ada)
    callers.add(table, Volunteer("quinta", "quinta@example.org", "Quinta Quill", joined=NOW - 3 * DAY))
    callers.show_on_leaderboard(table, "quinta", True)
    for day in (YESTERDAY, BEFORE, TODAY):
        done = {**desks.tally_names("second", {"calls": 5}), desks.SHOWN_AS: "Quinta Q."}
        table.put({**keys.desk(day, "quinta", table.desk_shards), **done})
    assert board(shift.context, NOW).progress["second"].leaders

    def names() -> str:
        """What stands in the sums of all days."""
        found = [each for day in (YESTERDAY, BEFORE, TODAY) for each in boards.sums(table, day)]
        return str([each.leaders for each in found])

    assert names().count("Quinta") == 3
    erase(shift.context, ada, "quinta", now=NOW)
    assert "Quinta" not in names()
    clock.seconds += KEPT_SECONDS
    shown = board(shift.context, NOW + BOARD_SECONDS)
    assert (shown.progress["second"].counts or {})["calls"] == 15
    assert "Quinta" not in str(shown)


def asked(table: Table, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requests from now on, by name."""
    made: list[str] = []
    ask = table._ask

    def counted(operation: str, **how: object) -> object:
        made.append(operation)
        return ask(operation, **how)

    monkeypatch.setattr(table, "_ask", counted)
    return made


def test_it_says_what_the_desks_add_up_to(shift: Shift) -> None:
    for name in ("sam", "alex"):
        shift.respond(shift.claim(name), not_home(), name)
    shift.respond(shift.claim(), a_response(Outcome.REFUSED))
    for day, calls in ((YESTERDAY, 5), (BEFORE, 7)):
        shift.table.put({**keys.desk(day, "sam", 16), **desks.tally_names("second", {"calls": calls})})
    shown = board(shift.context, NOW)
    assert {bank: p.counts["calls"] for bank, p in shown.progress.items() if p.counts} == {"main": 3, "second": 12}
    assert {bank.id for bank in shown.banks} == {"main", "second"}
    assert next(bank for bank in shown.banks if bank.id == "main") == replace(shift.bank(), priorities=(3,))


def test_days_that_do_not_change_are_added_up_once(shift: Shift, clock: Clock) -> None:
    shift.table.put({**keys.desk(BEFORE, "sam", 16), **desks.tally_names("second", {"calls": 7})})
    board(shift.context, NOW)
    assert boards.get_earlier(shift.table) == (BEFORE, {"second": {"calls": 7}})
    shift.table.put({**keys.desk(BEFORE, "sam", 16), **desks.tally_names("second", {"calls": 700})})
    clock.seconds += KEPT_SECONDS
    again = board(shift.context, NOW + BOARD_SECONDS)
    assert again.progress["second"].counts == {"calls": 7}


def test_whoever_looks_a_moment_later_reads_one_item_or_none(
    shift: Shift, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = board(shift.context, NOW)
    made = asked(shift.table, monkeypatch)
    assert board(shift.context, NOW + 1) is first
    assert made == []
    clock.seconds += KEPT_SECONDS
    assert board(shift.context, NOW + 6) == first
    assert made == ["batch_get_item"]


def test_one_look_counts_one_shard_that_is_too_old(shift: Shift, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    board(shift.context, NOW)
    # Somebody else is making the board at this moment.
    assert boards.take_board(shift.table, NOW, NOW + SUM_SECONDS)
    clock.seconds += KEPT_SECONDS
    made = asked(shift.table, monkeypatch)
    board(shift.context, NOW + SUM_SECONDS)
    assert made.count("query") == 1


def test_making_it_takes_no_longer_than_it_may(shift: Shift, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    of_shard = desks.of_shard

    def slow(table: Table, day: str, shard: int) -> object:
        counted.append(shard)
        clock.seconds += 1.0
        return of_shard(table, day, shard)

    monkeypatch.setattr(desks, "of_shard", slow)
    board(shift.context, NOW)
    assert len(counted) == 2


def test_of_two_at_once_one_makes_it(shift: Shift) -> None:
    board(shift.context, NOW)
    assert boards.take_board(shift.table, NOW, NOW + BOARD_SECONDS)
    assert not boards.take_board(shift.table, NOW, NOW + BOARD_SECONDS)


def test_a_shard_whose_count_was_cut_off_is_counted_by_somebody_else(
    shift: Shift, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    board(shift.context, NOW)
    with monkeypatch.context() as cut_off:
        cut_off.delattr(boards, "put_sum")
        clock.seconds += KEPT_SECONDS
        with pytest.raises(AttributeError):
            board(shift.context, NOW + SUM_SECONDS)
    shift.respond(shift.claim(), not_home())
    assert not boards.take_sum(shift.table, TODAY, 0, NOW, NOW + SUM_SECONDS + boards.GIVEN_UP_SECONDS - 1)
    clock.seconds += KEPT_SECONDS
    again = NOW + SUM_SECONDS + boards.GIVEN_UP_SECONDS
    assert set(board(shift.context, again).counted) == {again}


def test_while_somebody_makes_the_first_one_the_others_write_nothing(
    shift: Shift, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert boards.take_board(shift.table, 0, NOW)
    made = asked(shift.table, monkeypatch)
    for _ in range(5):
        assert {bank.id for bank in board(shift.context, NOW + 1).banks} == {"main", "second"}
    assert made == ["batch_get_item", "query"]
    clock.seconds += KEPT_SECONDS
    assert board(shift.context, NOW + BOARD_SECONDS).progress


def test_pages_and_organisers_go_by_it(shift: Shift, clock: Clock) -> None:
    shift.respond(shift.claim(), not_home())
    callers.show_on_leaderboard(shift.table, "sam", True)
    desks.show_as(shift.table, TODAY, "sam", "Sam")
    main = shift.bank()
    assert [bank.id for bank in look.banks_on_show(shift.context, NOW)] == ["second", "main"]
    found = look.progress(shift.context, [main], NOW)["main"]
    assert (found.counts or {})["calls"] == 1
    assert [(m.caller, m.calls) for m in found.leaders] == [("sam", 1)]
    seen = overview.snapshot(shift.context, banks.every(shift.table), NOW)
    assert seen.today["main"]["calls"] == seen.total["main"]["calls"] == 1
    assert [(c.caller, c.by_bank, c.last_call) for c in seen.callers] == [("sam", {"main": (1, 0)}, NOW)]
    clock.seconds += KEPT_SECONDS
    callers.show_on_leaderboard(shift.table, "sam", False)
    later = look.progress(shift.context, [main], NOW + BOARD_SECONDS)["main"]
    assert later.leaders == ()
