"""An account with two by-elections, deployed once for each process of the test run."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

from infra.local.install.paths import MINISTACK_ENV
from tests.deploy.cloud import CDK, EMULATED, Cloud
from tests.deploy.election import Deployed, deploy, write

ALPHA, BETA = "alphaton", "betaford"


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """The account, made ready for CDK. Skips without CDK on a developer's machine; CI has to have it."""
    missing = [what for what in (CDK, MINISTACK_ENV) if not what.exists()]
    if (missing or importlib.util.find_spec("aws_cdk") is None) and not os.environ.get("CI"):
        pytest.skip("aws-cdk-lib, its command or MiniStack is not installed: `make test` installs them")
    cloud = Cloud(tmp_path_factory.mktemp("cloud"))
    try:
        yield cloud.start()
    finally:
        cloud.stop()


@pytest.fixture(scope="session")
def alpha(cloud: Cloud) -> Deployed:
    """A by-election that sends mail and has all that costs extra."""
    cloud.verify("phonebank@example.org")
    write(cloud, ALPHA, 'sender = "phonebank@example.org"', "waf = true", "budget_usd = 50")
    return deploy(cloud, ALPHA)


@pytest.fixture(scope="session")
def beta(cloud: Cloud) -> Deployed:
    """Another one in the same account, deployed with the staff's command. It sends no mail: codes are handed out."""
    write(cloud, BETA)
    cloud.ringround("deploy", BETA, "--yes", *EMULATED)
    return Deployed(cloud, BETA)
