"""A short drill on the real engine: everything strikes once, by the number of steps and not by the clock."""

from __future__ import annotations

from pathlib import Path

from tests.drill import report
from tests.drill.ringing import Round, Size
from tests.drill.strike import WORDS

SIZE = Size(calls=40, callers=4, houses=25, seconds=900, seed=11, every=5, gap=12, acts=4, often=1)
"""`seconds` is only for a drill that never ends."""

STRUCK = {
    *WORDS.values(),
    "server killed with -9",
    "engine stopped for seconds",
    "engine ended and started on disk",
    "claims expired in mid-call",
    "calling hours ended",
    "answer dropped after the write",
    "request repeated",
    "call-backs told by a wrong clock",
    "bank paused meanwhile",
    "numbers suppressed meanwhile",
    "voted list meanwhile",
    "target changed meanwhile",
    "import meanwhile",
    "export meanwhile",
    "volunteer removed in mid-call",
    "clock jumped ahead with requests under way",
}


def test_a_short_drill_violates_nothing(tmp_path: Path) -> None:
    Round(tmp_path / "round", SIZE, print).run()
    found = report.of_round(tmp_path / "round")
    assert not found.violations, report.in_words(found)
    assert all(found.faults[kind] for kind in STRUCK), report.in_words(found)
    assert found.figures["rung"] >= SIZE.calls
