"""The form that every bench keeps its result in."""

import json
from pathlib import Path

import pytest

from bench.results import Row, emit, table
from bench.wanted import WANTED, Wanted


def test_a_target_is_a_ceiling_or_a_floor_and_what_was_not_measured_reaches_none() -> None:
    assert Row("requests", 2.05, "requests", 2.05).met is True
    assert Row("requests", 2.06, "requests", 2.05).met is False
    assert Row("calls a second", 90, "calls/s", 100, at_most=False).met is False
    assert Row("calls a second", 100, "calls/s", 100, at_most=False).met is True
    assert Row("requests", None, "requests", 2.05, how="no engine here").met is False
    assert Row("requests", 2.0, "requests").met is None


def test_a_result_says_how_and_on_what_it_was_measured(tmp_path: Path) -> None:
    rows = [Row("a", 1.5, "s", 2.0, how="median of 5"), Row("b", None, "MB")]
    file = emit("trial", rows, {"calls": 400}, {"chart": {"line": [(1, 2.0), ("many", 3.5)]}}, folder=tmp_path)
    found = json.loads(file.read_text())
    assert file.name == "trial.json"
    assert found["rows"][0] == {
        "figure": "a", "value": 1.5, "unit": "s", "target": 2.0, "at_most": True, "how": "median of 5",
    }  # fmt: skip
    assert found["series"] == {"chart": {"line": [[1, 2.0], ["many", 3.5]]}}
    assert found["facts"] == {"calls": 400}
    assert found["command"].startswith("make bench-trial")
    assert {"cpu", "cores", "load"} <= found["machine"].keys()
    assert {"python", "boto3", "os", "dynamodb-local"} <= found["versions"].keys()
    assert not found["quick"]


def test_a_quick_run_leaves_the_long_one_alone(tmp_path: Path) -> None:
    whole = emit("trial", [Row("a", 1, "s")], folder=tmp_path)
    quick = emit("trial", [Row("a", 2, "s")], quick=True, folder=tmp_path)
    assert json.loads(whole.read_text())["rows"][0]["value"] == 1
    assert json.loads(quick.read_text())["quick"] is True


def test_nothing_of_this_machine_but_its_processor_is_kept(tmp_path: Path) -> None:
    kept = emit("trial", [Row("a", 1, "s")], folder=tmp_path).read_text()
    assert str(Path.home()) not in kept
    assert str(Path(__file__).parents[2]) not in kept


def test_the_target_is_that_of_the_list_and_a_bench_sets_no_other(tmp_path: Path) -> None:
    wanted = next(w for w in WANTED if w.bench == "units")
    file = emit("units", [Row(wanted.figure, 7.5, "write units")], folder=tmp_path)
    assert json.loads(file.read_text())["rows"][0]["target"] == wanted.target
    with pytest.raises(ValueError, match="not the target"):
        emit("units", [Row(wanted.figure, 7.5, "write units", 99)], folder=tmp_path)


def test_two_rows_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one name"):
        emit("trial", [Row("a", 1, "s"), Row("a", 2, "s")], folder=tmp_path)


def test_the_table_says_what_is_met_and_what_is_missing() -> None:
    shown = table([Row("a", 1, "s", 2), Row("b", 3, "s", 2), Row("c", None, "s")])
    assert "at most 2: met" in shown
    assert "at most 2: NOT MET" in shown
    assert "not measured" in shown


def test_each_wanted_figure_is_wanted_once() -> None:
    keys = [(w.bench, w.figure) for w in WANTED]
    assert len(set(keys)) == len(keys)
    assert all(isinstance(w, Wanted) and w.what for w in WANTED)
