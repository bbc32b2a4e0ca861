"""A forked process is to the app what one that was started by itself is: it answers, it ends, a new one comes."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.children import bare_environment
from infra.local.functions import FunctionBusyError, FunctionError, Functions
from tests.drill.clock import Clock
from tests.drill.strike import FOLDER
from tests.drill.zygote import Zygote
from tests.support.processes import all_gone

HANDLER = """
import os

def handler(event, context):
    print("a line of the log")
    if event.get("do") == "die":
        os._exit(1)
    return {"pid": os.getpid(), "above": os.getppid(), "name": os.environ["AWS_LAMBDA_FUNCTION_NAME"]}
"""


MOST_TRIES = 30
"""Of who waits for a process on a machine that is busy with something else."""


def ask(functions: Functions, do: str = "") -> dict[str, Any]:
    """What the function answers, as soon as a process of it is there."""
    for _ in range(MOST_TRIES):
        with contextlib.suppress(FunctionBusyError):
            answer: dict[str, Any] = functions["one"].invoke({"do": do})
            return answer
    raise AssertionError("no process came")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("zygote")
    (made / "one").mkdir()
    (made / "one" / "handler.py").write_text(HANDLER)
    Clock(made, start=1_000_000.0)
    return made


@pytest.fixture(scope="module")
def zygote(folder: Path) -> Iterator[Zygote]:
    made = Zygote(folder / "log", {**bare_environment(), FOLDER: str(folder)})
    yield made
    made.close()


@pytest.fixture
def functions(folder: Path, zygote: Zygote) -> Iterator[Functions]:
    environment = {**bare_environment(), FOLDER: str(folder)}
    made = Functions(environment, folder / "log", limit=2, folder=folder, launch=zygote.launch)
    yield made
    made.close()


def test_it_answers_with_the_function_s_own_environment_and_log(functions: Functions, folder: Path) -> None:
    first, second = ask(functions), ask(functions)
    assert first == second
    assert first["name"] == "one"
    assert first["above"] != os.getpid()
    assert "a line of the log" in (folder / "log").read_text()


def test_after_one_that_ended_comes_another(functions: Functions) -> None:
    before = ask(functions)["pid"]
    with pytest.raises(FunctionError, match="its process ended"):
        ask(functions, "die")
    assert ask(functions)["pid"] != before


def test_one_that_was_killed_while_it_waited_is_not_used(functions: Functions) -> None:
    before = ask(functions)["pid"]
    os.kill(before, signal.SIGKILL)
    assert all_gone({before}, 60)
    assert ask(functions)["pid"] != before


def test_at_last_all_end_with_the_zygote(functions: Functions, zygote: Zygote) -> None:
    pid = ask(functions)["pid"]
    zygote.close()
    assert all_gone({pid}, 60)
