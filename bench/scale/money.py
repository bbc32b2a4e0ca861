"""What an evening of very many callers costs, by the counts of `infra.costs_of_calls` and the prices of
`infra.prices`."""

from typing import Final

from infra.costs_of_calls import CALL, SHIFT, by_service, charged

HOURS: Final = 3
CALLS_AN_HOUR: Final = 40
"""A call each 90 seconds."""
TRACED: Final = 0.05
"""Of so many requests a second, the share of which X-Ray keeps a trace."""


def evening(callers: int) -> list[tuple[str, float]]:
    """US dollars of one evening, by what is paid for: calls and shifts, nothing that stands still."""
    use = CALL.times(callers * HOURS * CALLS_AN_HOUR) + SHIFT.times(callers)
    return list(by_service(charged(use, TRACED * use.requests)))


def lines(callers: int) -> list[str]:
    """The same as text."""
    found = evening(callers)
    calls = callers * HOURS * CALLS_AN_HOUR
    total = sum(usd for _, usd in found)
    return [
        f"{callers:,} callers for {HOURS} hours, {calls:,} calls: ${total:,.0f}, "
        f"${total / calls * 1_000:.4f} for 1,000 calls",
        *(f"  {what:<22} ${usd:>10,.2f}" for what, usd in found),
    ]
