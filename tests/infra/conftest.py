"""One synthesis for all tests of a process: by-elections side by side, a throw-away one and one with everything."""

import importlib.util
import os
from datetime import date
from pathlib import Path

import pytest

from infra.config import SAMPLE, Admin, Election, load
from tests.infra.synthesis import Synthesis, Template, synthesise

REAL = "runcorn-and-helsby"
FULL = "stratford-and-bow-with-limehouse-2027-03"
"""As long as a name can be."""
TWIN = FULL.removesuffix("3") + "4"
"""As long, and the same but for the last letter."""
MARKED = ("Zebedee Marker", "zebedee.marker@private.example", "alarms.marker@private.example")
"""Words that are somebody's own: the first admin's name and address, and an address that gets alarms."""


@pytest.fixture(scope="session")
def cdk_there() -> None:
    """Skip without aws-cdk-lib on a developer's machine; CI has to have it."""
    if importlib.util.find_spec("aws_cdk") is None and not os.environ.get("CI"):
        pytest.skip("aws-cdk-lib is not installed (490 MB): `make test` installs it")
    os.environ["JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION"] = "1"
    # Where there is a Docker, it is not to be used; where there is none, nothing may need it.
    os.environ["CDK_DOCKER"] = "no-docker-here"


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stand-in for `web/dist`."""
    folder = tmp_path_factory.mktemp("dist")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
    (folder / "assets" / "index-1a2b3c.js").write_text("1", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def real_election() -> Election:
    """A real campaign's configuration."""
    return Election(
        name=REAL,
        title="Runcorn and Helsby by-election",
        poll_date=date(2027, 3, 4),
        account="111122223333",
        sender="phonebank@example.org",
        log_days=30,
    )


@pytest.fixture(scope="session")
def full_election() -> Election:
    """A by-election with everything that can be asked for."""
    name, email, alarms = MARKED
    return Election(
        name=FULL,
        title="Stratford and Bow with Limehouse by-election",
        poll_date=date(2027, 3, 4),
        account="111122223333",
        admins=(Admin(name=name, email=email),),
        sender="phonebank@example.org",
        domain="ring.example.org",
        hosted_zone="Z0123456789ABC",
        waf=True,
        alarm_emails=(alarms,),
        budget_usd=200,
        origin_secret=3,
    )


@pytest.fixture(scope="session")
def synthesis(
    cdk_there: None,
    tmp_path_factory: pytest.TempPathFactory,
    built_site: Path,
    real_election: Election,
    full_election: Election,
) -> Synthesis:
    """The sample, a real by-election and one with everything."""
    elections = (load(SAMPLE), real_election, full_election)
    return synthesise(tmp_path_factory.mktemp("cdk"), built_site, elections)


@pytest.fixture(scope="session")
def unacknowledged(
    cdk_there: None,
    tmp_path_factory: pytest.TempPathFactory,
    built_site: Path,
    real_election: Election,
    full_election: Election,
) -> Synthesis:
    """Without the exemptions from the rules of security; with a twin of the by-election that has everything."""
    elections = (real_election, full_election, full_election.model_copy(update={"name": TWIN}))
    return synthesise(tmp_path_factory.mktemp("bare"), built_site, elections, acknowledged=False)


@pytest.fixture(scope="session")
def data(synthesis: Synthesis) -> Template:
    """The real by-election's data stack."""
    return synthesis.template(REAL, "data")


@pytest.fixture(scope="session")
def app(synthesis: Synthesis) -> Template:
    """The real by-election's app stack."""
    return synthesis.template(REAL, "app")
