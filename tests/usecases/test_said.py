"""What people answered, from versions of calls in whatever order they are read."""

from pathlib import Path
from typing import Any

import pytest

from ringround.usecases.said import Said


def call(claim: str, version: int = 1, at: int = 100, bank: str = "main", **answers: Any) -> dict[str, Any]:
    """A version of a call with one person's answers."""
    chosen = [[question, "x"] for question in answers if question != "issue"]
    people = [{"person": "p1", "name": "Priya", "elector": "AB-1", "outcome": "answered", "answers": answers}]
    return {"claim": claim, "version": version, "at": at, "bank": bank, "people": people, "chosen": chosen}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([call("c1", support="yes")], {("main", "support"): ("yes",)}),
        ([call("c1", support="yes"), call("c1", 2, support="no")], {("main", "support"): ("no",)}),
        ([call("c1", support="yes"), call("c1", 2)], {}),
        (
            [call("c1", 1, support="yes"), call("c1", 2, support="no"), call("c1", 3, support="unsure")],
            {("main", "support"): ("unsure",)},
        ),
        (
            [call("c1", at=100, support="yes", help=["poster"]), call("c2", at=200, support="no")],
            {("main", "support"): ("no",), ("main", "help"): ("poster",)},
        ),
        (
            [call("c1", bank="main", support="yes"), call("c2", bank="other", support="no")],
            {("main", "support"): ("yes",), ("other", "support"): ("no",)},
        ),
        ([call("c1", support="yes", issue="Potholes")], {("main", "support"): ("yes",)}),
    ],
)
def test_of_each_call_its_latest_version_and_of_each_question_the_latest_answer(
    tmp_path: Path, calls: list[dict[str, Any]], expected: Any, turned: bool
) -> None:
    said = Said(tmp_path / "said.db")
    for each in reversed(calls) if turned else calls:
        said.add(each)
    assert dict(said.by_person()) == ({"p1": expected} if expected else {})
    said.close()


def test_only_the_questions_that_matter_are_kept(tmp_path: Path) -> None:
    said = Said(tmp_path / "said.db", {("main", "help")})
    said.add(call("c1", support="yes", help=["poster", "leaflets"]))
    assert dict(said.by_person()) == {"p1": {("main", "help"): ("poster", "leaflets")}}
    said.close()
