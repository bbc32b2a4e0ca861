"""docs/performance.md: what it says of figures that are met, not met and missing; and that it is what report makes."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench import charts, report
from bench.commands import COMMANDS
from bench.results import ROOT, Row, emit
from bench.wanted import WANTED


def results(folder: Path, rows: list[Row], name: str = "units", **more: Any) -> report.Results:
    """What the report finds after one bench."""
    emit(name, rows, folder=folder, **more)
    return report.collected({}, folder)


def line_of(page: str, words: str) -> str:
    """The one line of the page's first table that has these words."""
    (line,) = [
        line for line in page.partition("## Measured on")[0].splitlines() if words in line and line.startswith("|")
    ]
    return line


def test_a_figure_is_met_not_met_or_not_measured(tmp_path: Path) -> None:
    wanted = next(w for w in WANTED if w.bench == "units")
    met = report.page(results(tmp_path, [Row(wanted.figure, 7.5, "write units")]))
    assert "| at most 8 write units | 7.5 write units | met | `make bench-units` |" in line_of(met, wanted.what)
    missed = report.page(results(tmp_path, [Row(wanted.figure, 8.01, "write units")]))
    assert "| 8.01 write units | **not met** |" in line_of(missed, wanted.what)
    missing = report.page(results(tmp_path, [Row(wanted.figure, None, "write units", how="the engine did not start")]))
    assert "| – | **not measured** | `make bench-units`: the engine did not start |" in line_of(missing, wanted.what)


def test_the_verdict_counts_and_names_what_is_missing(tmp_path: Path) -> None:
    wanted = next(w for w in WANTED if w.bench == "units")
    judged = sum(w.target is not None for w in WANTED)
    page = report.page(results(tmp_path, [Row(wanted.figure, 7.5, "write units")]))
    assert f"1 of {judged} are met." in page
    assert "Not measured: " in page
    none = report.page({})
    assert f"0 of {judged} are met." in none
    assert all(f"## {command.title}\n\nNot measured: `make bench-{command.name}`." in none for command in COMMANDS)


def test_a_whole_run_goes_before_a_quick_one_and_what_is_kept_stands_until_there_is_a_newer(tmp_path: Path) -> None:
    kept = {"units": {**results(tmp_path / "old", [Row("a", 1, "s")])["units"], "date": "2020-01-01T00:00:00Z"}}
    emit("units", [Row("a", 2, "s")], quick=True, folder=tmp_path)
    assert report.collected(kept, tmp_path)["units"]["rows"][0]["value"] == 1
    found = report.collected({}, tmp_path)
    assert "A quick run" in report.page(found)
    (tmp_path / "units.json").write_text((tmp_path / "units.quick.json").read_text().replace("true", "false", 1))
    assert report.collected(kept, tmp_path)["units"]["rows"][0]["value"] == 2


def test_a_section_has_the_machine_the_date_the_facts_and_every_row(tmp_path: Path) -> None:
    rows = [Row("a", 1234.5, "calls/s", how="median of 5"), Row("b", 0.0072, "$"), Row("c", 3, "s", 2)]
    found = results(tmp_path, rows, facts={"n": 9000})
    page = report.page(found)
    assert "| a | 1,234 calls/s | median of 5 |" in page
    assert "| b | $0.0072 |" in page
    assert report.quantity(0.0, "$") == "$0"
    assert "- n: 9,000" in page
    assert "| c | 3 s (at most 2 s: **not met**) |" in page
    assert str(found["units"]["machine"]["cpu"]) in page
    assert str(found["units"]["date"])[:10] in page
    assert f"boto3 {found['units']['versions']['boto3']}" in page


def test_a_chart_is_drawn_from_the_series_of_its_benches(tmp_path: Path) -> None:
    series = {"memory": {"import": [(10_000, 90.0), (300_000, 91.0)]}}
    found = dict(results(tmp_path, [Row("a", 1, "s")], "import", series=series))
    memory = next(chart for chart in charts.CHARTS if chart.file == "memory.svg")
    assert charts.lines_of(memory, found) == {"import": [[10_000, 90.0], [300_000, 91.0]]}
    assert "performance/memory.svg" in report.page(found)
    assert "performance/claims.svg" not in report.page(found)
    before = charts.digest(memory, charts.lines_of(memory, found))
    other = {"import": [[10_000, 90.0], [300_000, 92.0]]}
    assert charts.digest(memory, other) != before


def test_each_command_has_a_target_in_the_makefile_and_the_other_way_about() -> None:
    makefile = (ROOT / "Makefile").read_text()
    there = dict(
        re.findall(r"^bench-([a-z]+): ##.*\n\t@\$\(SETUP\) \w+\n\t@?\$\(BENCH\)\.(\w+) ", makefile, re.MULTILINE)
    )
    assert {name: f"bench.{module}" for name, module in there.items()} == {c.name: c.module for c in COMMANDS}
    assert {w.bench for w in WANTED} <= there.keys()
    assert all(find_spec(command.module) for command in COMMANDS)


KEPT = report.read(report.DOCS / report.KEPT)


def test_the_page_and_its_charts_are_those_of_the_figures_that_are_kept() -> None:
    assert (report.DOCS / report.PAGE).read_text() == report.page(KEPT), "make bench-report ARGS=--kept"
    for chart in charts.CHARTS:
        lines, file = charts.lines_of(chart, KEPT), report.DOCS / "performance" / chart.file
        assert file.is_file() == bool(lines), chart.file
        if lines:
            assert charts.digest(chart, lines) in file.read_text(), f"{chart.file}: make bench-report ARGS=--kept"
