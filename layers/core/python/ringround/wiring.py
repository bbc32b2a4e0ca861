"""The real things, made once a process: clients, the table, the campaign. The only module that makes them."""

import json
import os
import secrets
import time
from functools import cache, partial
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Final

from boto3.session import Session
from botocore.config import Config

from . import observability
from .domain.bank import Campaign
from .mail import Mailer, SesMail
from .settings import Settings
from .storage import banks
from .storage.keys import desk_shards
from .storage.table import Table
from .usecases.context import Context

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

chance = SystemRandom()
_PATIENCE = Config(
    connect_timeout=2,
    read_timeout=6,
    retries={"mode": "standard", "total_max_attempts": 4},
    max_pool_connections=64,
)


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environment(os.environ)


@cache
def _session() -> Session:
    return Session()


@cache
def dynamodb() -> "DynamoDBClient":
    """The table's client."""
    return _session().client("dynamodb", config=_PATIENCE)


def client(service: str) -> Any:
    """A client of another service."""
    # Links to S3 must name the bucket's region: S3 sends a PUT to its global address elsewhere, and no browser follows.
    return _session().client(service, config=_PATIENCE.merge(Config(s3={"addressing_style": "virtual"})))  # type: ignore[call-overload]


@cache
def table() -> Table:
    """The one table."""
    return Table(dynamodb(), settings().table)


CAMPAIGN_SECONDS: Final = 60
"""How long a warm function goes by what it has read of the campaign: organisers change its settings."""

_held: list[tuple[int, Context]] = []


def context() -> Context:
    """What use cases stand on. Reads the campaign at most once a minute. Raises NotThere before it is set up."""
    at = now()
    if _held and at - _held[0][0] < CAMPAIGN_SECONDS:
        return _held[0][1]
    campaign = banks.get_campaign(table())
    spread = Table(dynamodb(), settings().table, desk_shards(campaign.queue_parts))
    made = _held[0][1].again(campaign, spread) if _held else Context(spread, campaign, clock=_clock)
    _held[:] = [(at, made)]
    return made


def _clock() -> float:
    """How old a memory is goes by the time of day: a process is frozen between requests, and so may other clocks be."""
    return float(now())


def bare_context() -> Context:
    """The table without a campaign: for what is asked when there is none any more."""
    return Context(table(), Campaign("", b""))


def campaign_changed() -> None:
    """Read the campaign anew with the next request."""
    _held.clear()


def start(function: str, event: dict[str, Any]) -> None:
    """Start a function that runs by itself; returns as soon as AWS has taken the event on."""
    payload = json.dumps(event).encode()
    client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=payload)


@cache
def mailer() -> Mailer | None:
    """Mail by SES where there is a sender's address; None where organisers hand codes out."""
    known = settings()
    faulty = partial(observability.unexpected, "send_mail")
    return SesMail(client("sesv2"), known.sender, faulty, known.mail_set) if known.sender else None


def now() -> int:
    """The time, epoch seconds."""
    return int(time.time())


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def new_code() -> str:
    """A sign-in code: six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_token() -> str:
    """A session token: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_mark() -> str:
    """The mark of a device: 128 random bits."""
    return secrets.token_urlsafe(16)


def new_secret() -> bytes:
    """The key of a campaign's claim ids: 256 random bits."""
    return secrets.token_bytes(32)


def get_ready() -> None:
    """Make what every request needs, before the first one."""
    table()
    observability.logger()


def forget() -> None:
    """Forget everything that was made: for tests."""
    _held.clear()
    for made in (settings, _session, dynamodb, table, mailer):
        made.cache_clear()
