"""What a by-election costs in a month and in all: what stands, and what calls use (`infra.costs_of_calls`), at the
prices of `infra.prices`.

What stands is counted in the templates by a test; what an import writes, by `make bench-costs`. Nothing here knows CDK.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, NamedTuple

from infra import metrics, prices
from infra.config import Election
from infra.costs_of_calls import CALLING_HOURS, DAYS, GOOD_DAY, GREAT_DAY, Line, by_service, charged, in_a_month, traced
from infra.prices import AS_OF, LONDON, ByUse

WIDTH: Final = 100
"""Of what is printed."""
CALLS_A_DAY: Final = (0, GOOD_DAY, GREAT_DAY)
"""What a by-election is reckoned for: nobody rings, a good day, and the day that it must hold."""
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


ELECTOR_WRITE_UNITS: Final = 4.5
"""Of an import of register and telephone numbers, for each elector."""

KEYS: Final = 1
SECRETS: Final = 2
ALARM_METRICS: Final = 32
"""The figures that the alarms of a by-election watch: an alarm is charged by them."""
MAIL_ALARM_METRICS: Final = 4
"""Those that come with a sender."""
MAIL_METRICS: Final = 6
"""Metrics of a by-election's mail that SES writes."""
WEB_ACL_RULES: Final = 5
LOOK_GB_SECONDS: Final = 0.15
LOOK_LOG_BYTES: Final = 800
"""Of one look whether the site is there."""


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
        parts = ", ".join(f"{line.what} {line.usd:.2f}" for line in self.fixed)
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
        campaign=least.usd_a_month * months + ELECTORS * ELECTOR_WRITE_UNITS * LONDON.write_units + _once(election),
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
    yield Line("site check", _looks(traces=election.traces))
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
        f"| {lines[0].what} | " + " | ".join(f"{line.usd:.2f}" for line in lines) + " |"
        for lines in zip(*months, strict=True)
    ]
    return [
        f"| US dollars a month | {' | '.join(heads)} |",
        "|---|" + "---:|" * len(heads),
        *rows,
        "| **in all** | " + " | ".join(f"**{_total(lines):.2f}**" for lines in months) + " |",
    ]


def _used(election: Election, calls_a_day: int) -> Iterator[Line]:
    use = in_a_month(calls_a_day)
    mail = election.sender is not None
    kept = traced(use.requests / DAYS) * DAYS if election.traces else 0
    yield from by_service(charged(use if mail else replace(use, mails=0), kept))
    written = (len(metrics.counted(mail=mail)) + (MAIL_METRICS if mail else 0)) * CALLING_HOURS / 24
    yield Line("metrics of its own", written * prices.METRIC_MONTH if calls_a_day else 0)
    if election.waf:
        yield Line("WAF, by the request", (use.requests + use.page_requests) * prices.WEB_ACL_REQUEST)


def _once(election: Election) -> float:
    """To warm up the table and its index, for the size that asks for it (`infra.constructs.table`)."""
    size = election.made_for
    asked = [units for units in (size.warm_writes, size.warm_index_writes) if units]
    writes = sum(units - NEW_TABLE_WRITES for units in asked)
    reads = sum(max(0, units - NEW_TABLE_READS) for units in asked)
    return writes * prices.WARM_WRITE + reads * prices.WARM_READ


def _looks(*, traces: bool) -> float:
    """A function asks for the page and for the API, every five minutes; it and the API's function are traced as one."""
    one = ByUse(
        api_requests=1,
        lambda_requests=2,
        gb_seconds=LOOK_GB_SECONDS,
        site_requests=2,
        log_bytes=LOOK_LOG_BYTES,
        traces=2 if traces else 0,
    )
    return _total(by_service(one)) * DAYS * 24 * 12


def _total(lines: tuple[Line, ...]) -> float:
    return sum(line.usd for line in lines)


def _usd(amount: float) -> str:
    return f"${amount:,.2f}"
