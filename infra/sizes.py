"""How much a by-election's stacks are made for: what a deploy is given for the number of callers that is expected.

The figures are what `make bench-scale` found to be needed (docs/scale.md), with room above them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

SizeName = Literal["trial", "by-election", "general-election"]


@dataclass(frozen=True, slots=True)
class Size:
    """`callers` at the same time; `requests_per_second` and `burst` are what the API lets through for all of them
    together; `queue_parts` is over how many partitions the queue of one bank is spread; `reserved` is concurrency
    kept for a function, and its limit, by the function's name.

    `lambda_concurrency` is what the account is to allow at once for this size alone, whatever else runs in it;
    `warm_writes` and `warm_index_writes` are the write units a second for which the table and its index are to be
    warmed up before the day (0: a new table's 4,000 are enough); `mails_per_second` is the rate of SES that lets
    everybody sign in within half an hour.
    """

    callers: int
    requests_per_second: int
    burst: int
    queue_parts: int = 1
    lambda_concurrency: int = 10
    warm_writes: int = 0
    warm_index_writes: int = 0
    mails_per_second: int = 14
    reserved: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


JOBS: Final[Mapping[str, int]] = MappingProxyType(
    {"import_contacts": 2, "arrange_households": 2, "export_results": 5, "close_campaign": 2}
)
"""The long jobs: one of each runs at a time, and a second may begin while a first that died is not yet known to be
dead; exports are begun by several organisers at once. What is begun above that waits its turn in Lambda's own queue.
So however many are begun, they take eleven places of the account's and never those of callers; and these eleven are
there for them, whoever else uses the account. Ten by-elections keep 110 of the 1,000 that an account usually has.
Nothing is kept for the functions that callers wait for: what is kept is a limit too, and when an evening begins, all of
them come at once. A new account has 10 places, and AWS lets nothing be kept unless 100 remain for the others: so
there is nothing for a trial."""


SIZES: Final[Mapping[SizeName, Size]] = MappingProxyType(
    {
        # As many at once as a new account has: 1,000 callers had 12.
        "trial": Size(callers=50, requests_per_second=50, burst=100),
        # 10,000 callers who come within a minute asked 727 times a second, of 120 functions at once: a fifth of them
        # leaves room. What is kept for jobs needs another 100 that are not.
        "by-election": Size(callers=2_000, requests_per_second=500, burst=1_000, lambda_concurrency=120, reserved=JOBS),
        # At the rates of 50,000 callers a new table's four partitions refuse writes, and one part of a queue takes some
        # 250 calls a second: 100,000 make 1,100, and claim twice as fast when an evening begins. As many partitions as
        # there are parts, and more, so that those whose hashes meet in one still fit.
        "general-election": Size(
            callers=100_000,
            requests_per_second=10_000,
            burst=5_000,
            queue_parts=64,
            lambda_concurrency=2_000,
            warm_writes=40_000,
            warm_index_writes=40_000,
            mails_per_second=60,
            reserved=JOBS,
        ),
    }
)
