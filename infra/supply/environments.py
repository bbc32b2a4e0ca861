"""Which lock file is installed where, and what of it reaches Lambda or a browser."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Environment:
    """One lock file, or a part of one."""

    name: str
    title: str
    lock: str
    """From the root of the repository."""
    deployed: bool = False
    """It is copied to AWS, and from there to browsers. All else stays on the machine that installs it."""
    scope: str = ""
    """Those of one scope are installed side by side, so one may need another's packages; empty: on its own."""
    dev: bool | None = None
    """Of a package-lock.json: only what it marks as for development, or only what it does not; None: all of it."""
    folder: str = ""
    """The virtual environment that holds it, for reading what is installed."""

    @property
    def npm(self) -> bool:
        """Whether it is npm's and not Python's."""
        return self.lock.endswith(".json")


_APP: Final = ".venv"
ENVIRONMENTS: Final = (
    Environment("lambda", "The functions' layer", "layers/deps/requirements.txt", deployed=True, folder=_APP),
    Environment("browser", "The pages", "web/package-lock.json", deployed=True, dev=False),
    Environment("command", "The command and the local app", "infra/locks/demo.txt", scope="app", folder=_APP),
    Environment("cdk", "CDK, in Python", "infra/locks/cdk.txt", scope="app", folder=_APP),
    Environment("cdk-command", "CDK's own command", "infra/package-lock.json"),
    Environment("tests", "Tests and checks", "infra/locks/dev.txt", scope="app", folder=_APP),
    Environment("web-tools", "What builds and tests the pages", "web/package-lock.json", dev=True),
    Environment("engine", "What carries DynamoDB Local", "infra/local/package-lock.json"),
    Environment("ministack", "MiniStack", "infra/locks/ministack.txt", folder=".venv-ministack"),
    Environment("checkov", "checkov", "infra/locks/checkov.txt", folder=".venv-checkov"),
    Environment("java", "A Java, where there is none", "infra/locks/java.txt", folder=".venv-java"),
    Environment("bench", "Charts, and a driver for PostgreSQL", "infra/locks/bench.txt", folder=".venv-bench"),
    Environment("lighthouse", "Lighthouse", "bench/lighthouse/package-lock.json"),
    Environment("audit", "What asks for vulnerabilities", "infra/locks/audit.txt", folder=".venv-audit"),
)
