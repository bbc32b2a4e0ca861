"""What calls use of AWS, and what that costs: by service, in London or elsewhere, with and without what is free.

What a call and a shift use is counted by `make bench-costs` on the real handlers, and stands here as constants; the
bench ends with an error where they are off. Nothing here knows CDK.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import expm1
from types import MappingProxyType
from typing import Final, NamedTuple

from infra.prices import FREE, LONDON, VIRGINIA, ByUse

DAYS: Final = 30
"""Of a month."""
CALLS_A_SHIFT: Final = 30
"""An hour and a half of a volunteer who reaches one in five."""
CALLING_HOURS: Final = 11
"""Hours of a day in which somebody calls."""
NOTHING: Final = ByUse()


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


CALL: Final = Use(requests=1.175, gb_seconds=0.05, write_units=7.8, read_units=7.5, log_bytes=551, answer_bytes=1_835)
"""A call as a telephone's page makes it: the response that brings the next household, and now and then which call-backs
are due, and whether what is held may still be rung. Functions' time is rounded up, for those that are started anew."""

SHIFT: Final = Use(
    requests=11,
    gb_seconds=0.55,
    write_units=32,
    read_units=43,
    log_bytes=4_800,
    answer_bytes=5_240,
    mails=1,
    page_requests=10,
    page_bytes=150_000,
)
"""A shift beside its calls: the page, a sign-in by a code, the first households, the leaderboard. A sign-in lasts a
week, so who rings more often than that needs fewer codes."""


class Line(NamedTuple):
    """A part of the costs."""

    what: str
    usd: float


SERVICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "API": ("api_requests",),
        "table": ("write_units", "read_units"),
        "functions": ("lambda_requests", "gb_seconds"),
        "CloudFront": ("site_requests", "site_bytes"),
        "logs": ("log_bytes",),
        "traces": ("traces",),
        "sign-in codes by mail": ("mails",),
    }
)
"""What is paid for by use, and what of `ByUse` each is made of."""


def in_a_month(calls_a_day: float, *, shifts: bool = True) -> Use:
    """What so many calls use in a month, with the shifts that they are made in or without."""
    calls = calls_a_day * DAYS
    made = CALL.times(calls)
    return made + SHIFT.times(calls / CALLS_A_SHIFT) if shifts else made


def charged(use: Use, traces: float) -> ByUse:
    """What AWS counts of it; `traces` is how many X-Ray keeps."""
    return ByUse(
        api_requests=use.requests,
        lambda_requests=use.requests,
        gb_seconds=use.gb_seconds,
        write_units=use.write_units,
        read_units=use.read_units,
        site_requests=use.requests + use.page_requests,
        site_bytes=use.answer_bytes + use.page_bytes,
        log_bytes=use.log_bytes,
        traces=traces,
        mails=use.mails,
    )


def by_service(used: ByUse, rates: ByUse = LONDON, free: ByUse = NOTHING) -> tuple[Line, ...]:
    """What it costs in a month, by service."""

    def usd(part: str) -> float:
        return float(max(0, getattr(used, part) - getattr(free, part)) * getattr(rates, part))

    return tuple(Line(service, sum(usd(part) for part in parts)) for service, parts in SERVICES.items())


def traced(requests: float) -> float:
    """Of so many requests a day, those of which X-Ray keeps a trace: the first of each second and 5 % of the others,
    for an account and not for each function. That is what Lambda asks for, and no rule of X-Ray's changes it
    (docs.aws.amazon.com/lambda/latest/dg/services-xray.html; that the first of a second is one for all who share a
    rule: docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html).

    Requests come at random, evenly over the hours of calling; in fewer hours fewer of them are the first of a second.
    """
    seconds = CALLING_HOURS * 3600
    first = -seconds * expm1(-requests / seconds)
    return first + 0.05 * (requests - first)


def thousand(
    calls_a_day: float,
    *,
    rates: ByUse = LONDON,
    free: ByUse = NOTHING,
    shifts: bool = False,
    traces: bool = True,
) -> tuple[Line, ...]:
    """What 1,000 calls cost, by service, where so many are made each day of a month: that matters for what is free,
    and for traces. `free` is what is taken off in a month."""
    use = in_a_month(calls_a_day, shifts=shifts)
    kept = traced(use.requests / DAYS) * DAYS if traces else 0
    each = 1_000 / (calls_a_day * DAYS)
    return tuple(Line(line.what, line.usd * each) for line in by_service(charged(use, kept), rates, free))


USUAL_DAY: Final = 2_500
GOOD_DAY: Final = 5_000
GREAT_DAY: Final = 100_000
"""Calls: on a day with which six weeks ring 20,000 households five times over, on a good day of a by-election, and on
the day that one must hold."""


@dataclass(frozen=True, slots=True)
class Footing:
    """On what 1,000 calls are reckoned: where, how many are made a day, what is taken off, which services are left out,
    and whether the shifts that they are made in are a part of it."""

    what: str
    calls_a_day: int
    rates: ByUse = LONDON
    free: ByUse = NOTHING
    without: tuple[str, ...] = ()
    shifts: bool = False

    def by_service(self, *, traces: bool = True) -> tuple[Line, ...]:
        """US dollars for 1,000 calls."""
        found = thousand(self.calls_a_day, rates=self.rates, free=self.free, shifts=self.shifts, traces=traces)
        return tuple(line for line in found if line.what not in self.without)

    def usd(self, *, traces: bool = True) -> float:
        """The same in all."""
        return sum(line.usd for line in self.by_service(traces=traces))


AS_DESIGNS: Final = Footing(
    "us-east-1, without CloudFront and X-Ray", GREAT_DAY, rates=VIRGINIA, without=("CloudFront", "traces")
)
"""As designs are compared: a naive one at 0.017, and a floor of 0.0025 that is two write units and one request of the
API and of Lambda. Neither has CloudFront, traces or anything taken off in it."""
BILL: Final = Footing("London, the bill: 5,000 a day, less what is free", GOOD_DAY, free=FREE)
"""What a by-election pays on top of what stands, for calls alone."""
CALLS_ALONE: Final = Footing("London", GREAT_DAY)
IN_SHIFTS: Final = Footing("London, in their shifts", GREAT_DAY, shifts=True)
FOOTINGS: Final = (
    AS_DESIGNS,
    BILL,
    Footing("London, 2,500 a day, less what is free", USUAL_DAY, free=FREE),
    CALLS_ALONE,
    IN_SHIFTS,
    Footing("us-east-1", GREAT_DAY, rates=VIRGINIA),
    Footing("us-east-1, 5,000 a day, less what is free", GOOD_DAY, rates=VIRGINIA, free=FREE),
)
"""Those that others reckon on, and what a bill says."""


def footings() -> list[str]:
    """What 1,000 calls cost on each: a table in Markdown, as docs/operations.md has it."""
    return [
        "| US dollars for 1,000 calls | with traces | without |",
        "|---|---:|---:|",
        *(f"| {each.what} | {_with_traces(each)} | {each.usd(traces=False):.4f} |" for each in FOOTINGS),
    ]


def _with_traces(footing: Footing) -> str:
    return "–" if "traces" in footing.without else f"{footing.usd():.4f}"
