"""What AWS asks, in US dollars without tax: the prices that a by-election's costs are made of.

From AWS's price list as it stood in October 2026 (https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/index.json;
what it means, at https://aws.amazon.com/SERVICE/pricing/). DynamoDB's are those since November 2024, the dashboard's
that of its page in 2025; X-Ray's price and free amount were read again in November 2026. Tiers are the first. A
by-election runs in London (eu-west-2); the prices of us-east-1, where AWS asks least, are here because others reckon
with them. A change here changes docs/operations.md, "What it costs": a test says so.
"""

from dataclasses import dataclass
from typing import Final

AS_OF: Final = "October 2026"

MILLION: Final = 1_000_000
GB: Final = 10**9


@dataclass(frozen=True, slots=True)
class ByUse:
    """A number for each thing that is paid for by use: so many of it, what one costs, or how many are free.

    A request of the API is up to 512 KB, a write unit a kilobyte begun, a read unit four (half that if eventually
    consistent), a gigabyte-second memory of Lambda on arm64, a trace one that X-Ray keeps; `site_…` is CloudFront:
    requests over HTTPS, and what goes to viewers. What comes to it from AWS costs nothing.
    """

    api_requests: float = 0
    lambda_requests: float = 0
    gb_seconds: float = 0
    write_units: float = 0
    read_units: float = 0
    site_requests: float = 0
    site_bytes: float = 0
    log_bytes: float = 0
    traces: float = 0
    mails: float = 0


LONDON: Final = ByUse(
    api_requests=1.16 / MILLION,
    lambda_requests=0.20 / MILLION,
    gb_seconds=0.0000133334,
    write_units=0.7423 / MILLION,
    read_units=0.1485 / MILLION,
    # Europe's: what counts is where the viewer is, not where the stacks are.
    site_requests=0.0120 / 10_000,
    site_bytes=0.085 / GB,
    log_bytes=0.5985 / GB,
    traces=5.00 / MILLION,
    mails=0.10 / 1_000,
)

VIRGINIA: Final = ByUse(
    api_requests=1.00 / MILLION,
    lambda_requests=0.20 / MILLION,
    gb_seconds=0.0000133334,
    write_units=0.625 / MILLION,
    read_units=0.125 / MILLION,
    site_requests=0.0100 / 10_000,
    site_bytes=0.085 / GB,
    log_bytes=0.50 / GB,
    traces=5.00 / MILLION,
    mails=0.10 / 1_000,
)
"""us-east-1, for viewers in the United States."""

FREE: Final = ByUse(
    lambda_requests=MILLION,
    gb_seconds=400_000,
    site_requests=10 * MILLION,
    site_bytes=1_000 * GB,
    log_bytes=5 * GB,
    traces=100_000,
)
"""What AWS takes nothing for in a month, however old the account is (https://aws.amazon.com/free/, "always free"). An
organisation has it once for all its accounts, whatever they use it up with. Nothing of the kind is there for the HTTP
API and for a table that is paid by request."""

# To have a table ready for a rush is paid once, for each unit a second above what a new table takes. Reckoned as an
# hour of provisioned units; this one is not from the list, so look at the first bill.
WARM_WRITE: Final = 0.000772
WARM_READ: Final = 0.0001544

# What stands, in London: dynamodb/pricing/on-demand.
TABLE_GB_MONTH: Final = 0.29715
RECOVERY_GB_MONTH: Final = 0.23772

# cloudwatch/pricing: a metric is charged for the hours in which it is written.
METRIC_MONTH: Final = 0.30
ALARM_METRIC_MONTH: Final = 0.10
DASHBOARD_MONTH: Final = 3.00

# kms/pricing, secrets-manager/pricing
KEY_MONTH: Final = 1.00
SECRET_MONTH: Final = 0.40

# waf/pricing
WEB_ACL_MONTH: Final = 5.00
WEB_ACL_RULE_MONTH: Final = 1.00
WEB_ACL_REQUEST: Final = 0.60 / MILLION
