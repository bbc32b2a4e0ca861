"""What an evening of very many callers costs, by the counts of `infra.costs` and the prices of `infra.prices`."""

from typing import Final

from infra import costs, prices

HOURS: Final = 3
CALLS_AN_HOUR: Final = 40
"""A call each 90 seconds."""


def evening(callers: int) -> list[tuple[str, float]]:
    """US dollars of one evening, by what is paid for: calls and shifts, nothing that stands still."""
    use = costs.CALL.times(callers * HOURS * CALLS_AN_HOUR) + costs.SHIFT.times(callers)
    asked = use.requests + use.page_requests
    return [
        ("API", use.requests * prices.API_REQUEST),
        ("table", use.write_units * prices.WRITE_UNIT + use.read_units * prices.READ_UNIT),
        ("functions", use.requests * prices.LAMBDA_REQUEST + use.gb_seconds * prices.LAMBDA_GB_SECOND),
        (
            "CloudFront",
            asked * prices.CLOUDFRONT_REQUEST + (use.answer_bytes + use.page_bytes) * prices.CLOUDFRONT_BYTE,
        ),
        ("logs", use.log_bytes * prices.LOG_BYTE),
        ("traces", 0.05 * use.requests * prices.TRACE),
        ("sign-in codes by mail", use.mails * prices.MAIL),
    ]


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
