"""Reports of rounds are kept and added up; a run that was stopped goes on with the next round."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.drill import __main__ as drill
from tests.drill import report
from tests.drill.report import Found
from tests.drill.ringing import Size


def a_round(calls: int = 100, **more: Any) -> Found:
    """What one round came to."""
    figures = Counter({"calls": calls + 10, "rung": calls, "claims": 120, "requests": 300})
    figures.update({"ringing_seconds": 50, "seconds": 80})
    made = Found(1, figures, Counter({"table throttled": 7}), Counter({"GET /x, before GetItem (1)": 2}))
    for name, value in more.items():
        setattr(made, name, value)
    return made


VIOLATION = {
    "property": "tallies equal the calls",
    "round": "round-7-24",
    "seed": 7,
    "kind": "tally",
    "what": "found 2, expected 1",
    "told": ["a line of the journal"],
}


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = a_round(violations=[VIOLATION])
    report.write(tmp_path, made)
    assert report.read(tmp_path) == made


def test_rounds_are_added_up() -> None:
    total = Found()
    for _ in range(3):
        total.add(a_round())
    assert (total.rounds, total.figures["rung"], total.faults["table throttled"]) == (3, 300, 21)
    assert total.a_second == 2.0


def test_a_violation_is_told_with_its_seed_and_what_led_to_it() -> None:
    words = report.in_words(a_round(violations=[VIOLATION]))
    for said in ("found 2, expected 1", "round-7-24, seed 7", "a line of the journal"):
        assert said in words


class Ran:
    """Stands in for rounds: each records 100 calls in 50 seconds."""

    def __init__(self, violations: list[dict[str, Any]]) -> None:
        self.sizes: list[Size] = []
        self.violations = violations

    def round(self, _folder: Path, size: Size) -> Found:
        self.sizes.append(size)
        return a_round(violations=list(self.violations))


@pytest.mark.parametrize(("violations", "code"), [([], 0), ([VIOLATION], 1)])
def test_rounds_follow_until_there_are_calls_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, violations: list[dict[str, Any]], code: int
) -> None:
    ran = Ran(violations)
    monkeypatch.setattr(drill, "_round", ran.round)
    given = ["--calls", "250", "--minutes", "60", "--seed", "5", "--folder", str(tmp_path)]
    assert drill.main(given) == code
    assert [(size.seed, size.calls) for size in ran.sizes] == [(5, 250), (6, 150), (7, 50)]
    kept = report.read(tmp_path)
    assert kept is not None
    assert kept.figures["rung"] == 300


def test_no_round_begins_without_time_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran([])
    monkeypatch.setattr(drill, "_round", ran.round)
    drill.main(["--calls", "1000", "--minutes", "4", "--folder", str(tmp_path)])
    assert len(ran.sizes) == 2


def test_what_is_finished_is_counted_in_and_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "round-1-24"
    folder.mkdir()
    report.write(folder, a_round(calls=400))
    monkeypatch.setattr(drill, "Round", None)
    assert drill.run(tmp_path, 300, 600, 1, 24).figures["rung"] == 400


def test_a_drill_that_cannot_go_on_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Found:
        raise RuntimeError("the app did not start")

    monkeypatch.setattr(drill, "_round", fails)
    assert drill.main(["--folder", str(tmp_path)]) == 2
