"""The AWS CDK's own command, run for one by-election: synthesised once, then compared and deployed from that folder."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from infra.local.install import paths

from .account import Account
from .machine import CDK_COMMAND

WORK: Final = paths.CACHE / "deploy"
"""Where a deploy leaves what it synthesised, its outputs and its logs: by by-election, never committed."""

_LOCKS: Final = "read.*.*.lock"
"""What cdk puts into a folder that it deploys from, with its process's number."""


class CdkError(Exception):
    """The cdk command failed. The message says at what and gives the end of what it said; `log` has all of it."""

    def __init__(self, message: str, log: Path) -> None:
        super().__init__(message)
        self.log = log


@dataclass(frozen=True)
class Stack:
    """A synthesised stack: its name in CloudFormation and how many resources its template has, by kind."""

    name: str
    region: str
    resources: Mapping[str, str]


@dataclass
class Cdk:
    """`context` is given to the CDK app beside the by-election's name; `log` gets what cdk says, and names nobody."""

    name: str
    account: Account
    context: Mapping[str, str] = field(default_factory=dict)
    log: Path = Path()

    def __post_init__(self) -> None:
        self.folder = WORK / self.name
        self.assembly = self.folder / "assembly"
        self.outputs = self.folder / "outputs.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.log == Path():
            self.log = self.folder / f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.log"

    def bootstrap(self, region: str) -> None:
        """Prepare an account's region for CDK. Raises CdkError."""
        # `--app` empty: a bootstrap needs no by-election, and must not stop for what is wrong in one's file.
        self._run(["bootstrap", f"aws://{self.account.id}/{region}", "--app", ""], f"bootstrap of {region}")

    def synth(self) -> list[Stack]:
        """Make the templates, and build the layers. Raises CdkError, also where the last deploy is still at work on
        them: one that nobody watches any more goes on."""
        for lock in self.assembly.glob(_LOCKS):
            if _lives(lock.name.split(".")[1]):
                raise CdkError(
                    f"An earlier deploy of {self.name} is still going on (process {lock.name.split('.')[1]}): "
                    f"ringround status {self.name}",
                    self.log,
                )
        shutil.rmtree(self.assembly, ignore_errors=True)
        context = {"election": self.name, **self.context}
        given = [word for key, value in context.items() for word in ("--context", f"{key}={value}")]
        words = ["synth", f"{self.name}/*", "--quiet", *given, "--output", str(self.assembly)]
        self._run(words, "making the templates")
        return stacks(self.assembly, self.account.region)

    def diff(self) -> str:
        """What a deploy would change, as cdk says it, from the templates that are synthesised. Raises CdkError."""
        words = ["diff", f"{self.name}/*", "--app", str(self.assembly), "--no-color", "--method=template"]
        # It quotes the templates, in which admins and whoever gets alarms stand by name.
        return self._run(words, "comparing", kept=False)

    def deploy(self) -> subprocess.Popen[bytes]:
        """Begin to deploy what is synthesised. Its own question is not asked: ours has been."""
        words = [
            *("deploy", f"{self.name}/*", "--app", str(self.assembly), "--require-approval", "never"),
            *("--outputs-file", str(self.outputs), "--progress", "events"),
        ]
        self.outputs.unlink(missing_ok=True)
        with self._logging(words) as log:
            # A session of its own: Ctrl-C at the terminal is for us to answer, and must not end cdk half-way through
            # an upload.
            return subprocess.Popen(
                self._words(words),
                cwd=paths.ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def tail(self, lines: int = 12) -> str:
        """The end of the log."""
        said = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(said[-lines:])

    def _run(self, words: Sequence[str], what: str, *, kept: bool = True) -> str:
        with self._logging(words) as log:
            done = subprocess.run(
                self._words(words),
                cwd=paths.ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            log.write(done.stdout if kept else b"(not kept: it may name people)\n")
        said = done.stdout.decode("utf-8", "replace")
        if done.returncode != 0:
            last = "\n".join(f"  {line}" for line in said.strip().splitlines()[-8:])
            raise CdkError(f"The cdk command failed at {what}:\n{last}", self.log)
        return said

    def _words(self, words: Sequence[str]) -> list[str]:
        return [str(CDK_COMMAND), *words, "--no-notices"]

    def _logging(self, words: Sequence[str]) -> IO[bytes]:
        log = self.log.open("ab", buffering=0)
        log.write(f"$ cdk {' '.join(words)}\n".encode())
        return log

    def _environment(self) -> dict[str, str]:
        tools = os.pathsep.join((str(paths.APP_ENV / "bin"), os.environ.get("PATH", "")))
        return {
            **os.environ,
            "PATH": tools,
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        }


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def stacks(assembly: Path, region: str) -> list[Stack]:
    """The stacks of a synthesised by-election, in the order in which CDK wrote them down. `region` is where those are
    that name none."""
    found = []
    for manifest in sorted(assembly.glob("assembly-*/manifest.json")):
        artifacts: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))["artifacts"]
        for artifact in artifacts.values():
            if artifact["type"] != "aws:cloudformation:stack":
                continue
            template = json.loads((manifest.parent / artifact["properties"]["templateFile"]).read_text("utf-8"))
            where = artifact["environment"].rpartition("/")[2]
            kinds = {name: one["Type"] for name, one in template["Resources"].items()}
            name = artifact["properties"]["stackName"]
            found.append(Stack(name, region if where == "unknown-region" else where, kinds))
    return found
