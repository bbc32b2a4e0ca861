"""Children of the local app end with it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.local import children
from infra.local.install.paths import ROOT
from infra.local.install.report import SetupError
from infra.local.leash import WATCH
from tests.support.processes import all_gone, children_of

PARENT = """
import os, subprocess, sys, time
from pathlib import Path
from infra.local import children
stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
environment = {**children.bare_environment(), **{k: v for k, v in os.environ.items() if k.startswith("RINGROUND_")}}
process = children.start([sys.executable, "-c", stubborn], environment=environment, log=Path(sys.argv[1]))
print(process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("watched", [False, True], ids=["asked of the kernel", "watched, as on other systems"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
def test_a_child_ends_with_its_parent_even_a_stubborn_one(tmp_path: Path, watched: bool, number: int) -> None:
    environment = {**os.environ, **({WATCH: "1"} if watched else {})}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "log")], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.5)  # Time for the leash to start what it holds.
    below = {child, *children_of(child)}
    assert len(below) == (2 if watched else 1)
    parent.send_signal(number)
    parent.wait()
    assert all_gone(below)


def start(tmp_path: Path, code: str) -> subprocess.Popen[bytes]:
    return children.start([sys.executable, "-c", code], environment=children.bare_environment(), log=tmp_path / "log")


def test_a_child_outlives_the_thread_that_asked_for_it(tmp_path: Path) -> None:
    import threading

    started: list[subprocess.Popen[bytes]] = []
    thread = threading.Thread(target=lambda: started.append(start(tmp_path, "import time; time.sleep(60)")))
    thread.start()
    thread.join()
    time.sleep(0.5)
    assert started[0].poll() is None
    children.stop(started[0], patience=5)
    assert started[0].poll() is not None


def test_one_that_does_not_stop_is_ended(tmp_path: Path) -> None:
    process = start(tmp_path, "import signal, time; signal.signal(15, signal.SIG_IGN); print('on'); time.sleep(60)")
    time.sleep(0.5)
    begun = time.monotonic()
    children.stop(process, patience=0.2)
    assert process.returncode == -signal.SIGKILL
    assert time.monotonic() - begun < 5


def test_one_that_ends_before_it_listens_is_noticed_and_its_last_words_are_shown(tmp_path: Path) -> None:
    process = start(tmp_path, "raise SystemExit('no disk left')")
    assert not children.wait_for_port(process, children.free_port(), 20)
    error = children.failed("The engine", tmp_path / "log")
    assert isinstance(error, SetupError)
    assert "The engine did not start" in str(error)
    assert "no disk left" in str(error)
