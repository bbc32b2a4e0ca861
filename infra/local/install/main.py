"""Which parts each `make` target needs."""

from __future__ import annotations

from collections.abc import Sequence

from infra.local.install import locks, parts
from infra.local.install.machine import check_node, check_platform, install_chromium
from infra.local.install.postgres import install_postgres
from infra.local.install.report import SetupError, say

DEMO = ("demo", "the app's Python packages", "30 MB, up to a minute")
DEV = ("dev", "the tests' and checks' Python packages", "200 MB, up to two minutes")
CDK = ("cdk", "CDK's Python packages", "490 MB, up to two minutes")

DEPLOYING = (parts.app(DEMO, CDK), parts.cdk_command, parts.web)
"""What a deploy needs on this machine."""

TESTING = (
    parts.app(DEMO, DEV, CDK),
    parts.ministack,
    parts.checkov,
    parts.engine,
    parts.java,
    parts.web,
    parts.cdk_command,
    install_chromium,
)
"""What every test needs."""

TARGETS: dict[str, tuple[parts.Part, ...]] = {
    "demo": (parts.app(DEMO), parts.ministack, parts.engine, parts.java, parts.web),
    "test": TESTING,
    "bench": (*TESTING, parts.bench, install_postgres),
    "report": (parts.app(DEMO), parts.bench),
    "audit": (parts.app(DEMO), parts.audit),
    "lighthouse": (
        parts.app(DEMO),
        parts.ministack,
        parts.engine,
        parts.java,
        parts.web,
        parts.lighthouse,
        install_chromium,
    ),
    "check": (parts.app(DEMO, DEV, CDK), parts.web),
    "synth": DEPLOYING,
    "staff": DEPLOYING,
}


def run(arguments: Sequence[str]) -> int:
    """Set up one target, or make the lock files; the exit code, and one sentence on stderr if it is not 0."""
    try:
        check_platform()
        if arguments[:1] == ["lock"]:
            with parts.alone():
                locks.make(upgrade="--upgrade" in arguments)
            return 0
        if len(arguments) != 1 or arguments[0] not in TARGETS:
            raise SetupError(f"Say which: {', '.join([*TARGETS, 'lock'])}.")
        check_node()
        with parts.alone():
            parts.side_by_side(TARGETS[arguments[0]])
    except SetupError as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. What was installed so far stays; the next try goes on from there.")
        return 130
    return 0
