"""What a by-election costs in a month and in all: what stands, and what calls use, at the prices of `infra.prices`.

What a call, a shift and an import use is counted by `make bench-costs` on the real handlers, and stands here as
constants; the bench ends with an error where they are off. What stands is counted in the templates by a test. Nothing
here knows CDK.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import chain
from typing import Final, NamedTuple

from infra import metrics, prices
from infra.config import Election
from infra.prices import AS_OF

DAYS: Final = 30
WIDTH: Final = 100
"""Of what is printed."""
CALLS_A_DAY: Final = (0, 5_000, 100_000)
"""What a by-election is reckoned for: nobody rings, a good day, and the day that it must hold."""
CALLS_A_SHIFT: Final = 30
"""An hour and a half of a volunteer who reaches one in five."""
CALLING_HOURS: Final = 11
"""Hours of a day in which somebody calls, so in which figures are written."""
WEEKS: Final = 6
"""Of a by-election, from the writ to the end of the count, and a few days to close it."""
ELECTORS: Final = 75_000
"""Of a usual constituency."""
NEW_TABLE_WRITES: Final = 4_000
NEW_TABLE_READS: Final = 12_000
"""Units a second that a new table, and a new index, take from the first moment on
(docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html)."""
STORED_GB: Final = 0.25
"""The table of a usual constituency with its calls; what can be restored is as much again."""


@dataclass(frozen=True, slots=True)
class Use:
    """What something uses of AWS. A request is one of CloudFront, of the API and of Lambda; `page_…` are the page's
    files, which CloudFront alone answers. `gb_seconds` of Lambda's memory; bytes as they are billed."""

    requests: float = 0
    gb_seconds: float = 0
    write_units: float = 0
    read_units: float = 0
    log_bytes: float = 0
    answer_bytes: float = 0
    mails: float = 0
    page_requests: float = 0
    page_bytes: float = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Use)))

    def times(self, number: float) -> "Use":
        """So many of it."""
        return Use(*(getattr(self, f.name) * number for f in fields(Use)))


CALL: Final = Use(requests=2.5, gb_seconds=0.14, write_units=11.9, read_units=14.5, log_bytes=1_260, answer_bytes=1_950)
"""A call as a telephone's page makes it: the response that brings the next household, are call-backs due, and for every
second one, is it still to be rung. Functions' time is rounded up, for those that are started anew."""

SHIFT: Final = Use(
    requests=11,
    gb_seconds=0.7,
    write_units=27,
    read_units=36,
    log_bytes=5_360,
    answer_bytes=5_230,
    mails=1,
    page_requests=10,
    page_bytes=150_000,
)
"""A shift beside its calls: the page, a sign-in by a code, the first households, the leaderboard."""

ELECTOR_WRITE_UNITS: Final = 4.5
"""Of an import of register and telephone numbers, for each elector."""

KEYS: Final = 1
SECRETS: Final = 2
ALARM_METRICS: Final = 31
"""The figures that the alarms of a by-election watch: an alarm is charged by them."""
MAIL_ALARM_METRICS: Final = 4
"""Those that come with a sender."""
MAIL_METRICS: Final = 6
"""Metrics of a by-election's mail that SES writes."""
WEB_ACL_RULES: Final = 5
LOOK_GB_SECONDS: Final = 0.15
LOOK_LOG_BYTES: Final = 800
"""Of one look whether the site is there."""


class Line(NamedTuple):
    """A part of the costs."""

    what: str
    usd_a_month: float


class Row(NamedTuple):
    """What a month costs with so many calls a day."""

    calls_a_day: int
    usd_a_month: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What a by-election is expected to cost: `fixed` whoever calls, `rows` in all for a number of calls a day,
    `thousand` for each thousand calls more, `campaign` for six weeks with 5,000 calls a day and the import; `once` is
    paid with the first deploy, and is a part of `campaign`."""

    fixed: tuple[Line, ...]
    rows: tuple[Row, ...]
    thousand: float
    campaign: float
    once: float = 0

    def lines(self) -> list[str]:
        """As text, ready to be printed."""
        parts = ", ".join(f"{line.what} {line.usd_a_month:.2f}" for line in self.fixed)
        return [
            f"US dollars a month, before tax, at AWS's London prices of {AS_OF}; nothing is taken off for free tiers.",
            *(f"{row.calls_a_day:>9,} calls a day  {_usd(row.usd_a_month):>9}" for row in self.rows),
            *textwrap.wrap(f"Standing still: {parts}. Each 1,000 calls: {self.thousand:.3f}.", WIDTH),
            *(
                [f"Once, with the first deploy: {_usd(self.once)} to have the table ready for a rush."]
                if self.once
                else []
            ),
            f"A campaign of {WEEKS} weeks with {CALLS_A_DAY[1]:,} calls a day, and {ELECTORS:,} electors imported: "
            f"{_usd(self.campaign)}.",
        ]


def expected(election: Election) -> Expected:
    """What to expect of a by-election."""
    rows = tuple(Row(calls, _total(month(election, calls))) for calls in CALLS_A_DAY)
    least, most = rows[1], rows[-1]
    more_calls = (most.calls_a_day - least.calls_a_day) * DAYS
    months = WEEKS * 7 / DAYS
    return Expected(
        fixed=tuple(standing(election)),
        rows=rows,
        thousand=(most.usd_a_month - least.usd_a_month) / more_calls * 1_000,
        campaign=least.usd_a_month * months + ELECTORS * ELECTOR_WRITE_UNITS * prices.WRITE_UNIT + _once(election),
        once=_once(election),
    )


def standing(election: Election) -> Iterator[Line]:
    """What is paid for whoever calls."""
    mail = election.sender is not None
    alarms = ALARM_METRICS + (MAIL_ALARM_METRICS if mail else 0)
    yield Line("dashboard", prices.DASHBOARD_MONTH)
    yield Line("alarms", alarms * prices.ALARM_METRIC_MONTH)
    yield Line("key", KEYS * prices.KEY_MONTH)
    yield Line("secrets", SECRETS * prices.SECRET_MONTH)
    yield Line("site check", _looks())
    yield Line("stored data", STORED_GB * (prices.TABLE_GB_MONTH + prices.RECOVERY_GB_MONTH))
    if election.waf:
        yield Line("WAF", prices.WEB_ACL_MONTH + WEB_ACL_RULES * prices.WEB_ACL_RULE_MONTH)


def month(election: Election, calls_a_day: int) -> tuple[Line, ...]:
    """A month with so many calls a day, by what is paid for."""
    return tuple(chain(standing(election), _used(election, calls_a_day)))


def table(election: Election) -> list[str]:
    """A month by what is paid for, with so many calls a day: a table in Markdown, as docs/operations.md has it."""
    months = [month(election, calls) for calls in CALLS_A_DAY]
    heads = [f"{calls:,} calls a day" for calls in CALLS_A_DAY]
    rows = [
        f"| {lines[0].what} | " + " | ".join(f"{line.usd_a_month:.2f}" for line in lines) + " |"
        for lines in zip(*months, strict=True)
    ]
    return [
        f"| US dollars a month | {' | '.join(heads)} |",
        "|---|" + "---:|" * len(heads),
        *rows,
        "| **in all** | " + " | ".join(f"**{_total(lines):.2f}**" for lines in months) + " |",
    ]


def used(calls_a_day: int) -> Use:
    """What so many calls use in a month, with the shifts that they are made in."""
    calls = calls_a_day * DAYS
    return CALL.times(calls) + SHIFT.times(calls / CALLS_A_SHIFT)


def _used(election: Election, calls_a_day: int) -> Iterator[Line]:
    use = used(calls_a_day)
    asked = use.requests + use.page_requests
    mail = election.sender is not None
    yield Line("API", use.requests * prices.API_REQUEST)
    yield Line("table", use.write_units * prices.WRITE_UNIT + use.read_units * prices.READ_UNIT)
    yield Line("functions", use.requests * prices.LAMBDA_REQUEST + use.gb_seconds * prices.LAMBDA_GB_SECOND)
    yield Line(
        "CloudFront",
        asked * prices.CLOUDFRONT_REQUEST + (use.answer_bytes + use.page_bytes) * prices.CLOUDFRONT_BYTE,
    )
    yield Line("logs", use.log_bytes * prices.LOG_BYTE)
    yield Line("traces", _traced(use.requests / DAYS) * DAYS * prices.TRACE)
    yield Line("sign-in codes by mail", use.mails * prices.MAIL if mail else 0)
    written = (len(metrics.counted(mail=mail)) + (MAIL_METRICS if mail else 0)) * CALLING_HOURS / 24
    yield Line("metrics of its own", written * prices.METRIC_MONTH if calls_a_day else 0)
    if election.waf:
        yield Line("WAF, by the request", asked * prices.WEB_ACL_REQUEST)


def _once(election: Election) -> float:
    """To warm up the table and its index, for the size that asks for it (`infra.constructs.table`)."""
    size = election.made_for
    asked = [units for units in (size.warm_writes, size.warm_index_writes) if units]
    writes = sum(units - NEW_TABLE_WRITES for units in asked)
    reads = sum(max(0, units - NEW_TABLE_READS) for units in asked)
    return writes * prices.WARM_WRITE + reads * prices.WARM_READ


def _looks() -> float:
    """A function asks for the page and for the API, every five minutes; it and the API's function are traced as one."""
    each = 2 * prices.LAMBDA_REQUEST + LOOK_GB_SECONDS * prices.LAMBDA_GB_SECOND + prices.API_REQUEST
    each += 2 * prices.CLOUDFRONT_REQUEST + LOOK_LOG_BYTES * prices.LOG_BYTE + 2 * prices.TRACE
    return each * DAYS * 24 * 12


def _traced(requests: float) -> float:
    """Of so many requests a day, those that X-Ray keeps by its default rule: one each second, and 5 % of the others
    (docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html)."""
    return min(requests, CALLING_HOURS * 3600 + 0.05 * requests)


def _total(lines: tuple[Line, ...]) -> float:
    return sum(line.usd_a_month for line in lines)


def _usd(amount: float) -> str:
    return f"${amount:,.2f}"
