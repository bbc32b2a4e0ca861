"""What AWS asks in eu-west-2 (London), in US dollars without tax: the prices that a by-election's costs are made of.

From AWS's price list as it stood in October 2026 (https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/index.json;
what it means, at https://aws.amazon.com/SERVICE/pricing/). DynamoDB's are those since November 2024, X-Ray's and the
dashboard's those of their pages in 2025. Tiers are the first, and what AWS gives free of charge is not taken off:
an account has it once, whoever uses it up. A change here changes docs/operations.md, "What it costs": a test says so.
"""

from typing import Final

AS_OF: Final = "October 2026"

MILLION: Final = 1_000_000
GB: Final = 10**9

# lambda/pricing, arm64: requests, and gigabytes of memory for a second.
LAMBDA_REQUEST: Final = 0.20 / MILLION
LAMBDA_GB_SECOND: Final = 0.0000133334

# api-gateway/pricing, HTTP API, up to 300 million a month; a request is up to 512 KB.
API_REQUEST: Final = 1.16 / MILLION

# dynamodb/pricing/on-demand: a write unit is a kilobyte begun, a read unit four, half that if eventually consistent.
WRITE_UNIT: Final = 0.7423 / MILLION
READ_UNIT: Final = 0.1485 / MILLION
# To have a table ready for a rush is paid once, for each unit a second above what a new table takes. Reckoned as an
# hour of provisioned units; this one is not from the list, so look at the first bill.
WARM_WRITE: Final = 0.000772
WARM_READ: Final = 0.0001544
TABLE_GB_MONTH: Final = 0.29715
RECOVERY_GB_MONTH: Final = 0.23772

# cloudfront/pricing, Europe: HTTPS requests, what goes to viewers. What comes from AWS costs nothing.
CLOUDFRONT_REQUEST: Final = 0.0120 / 10_000
CLOUDFRONT_BYTE: Final = 0.085 / GB

# cloudwatch/pricing: a metric is charged for the hours in which it is written.
LOG_BYTE: Final = 0.5985 / GB
METRIC_MONTH: Final = 0.30
ALARM_METRIC_MONTH: Final = 0.10
DASHBOARD_MONTH: Final = 3.00

# xray/pricing
TRACE: Final = 5.00 / MILLION

# kms/pricing, secrets-manager/pricing, ses/pricing, s3/pricing
KEY_MONTH: Final = 1.00
SECRET_MONTH: Final = 0.40
MAIL: Final = 0.10 / 1_000
BUCKET_GB_MONTH: Final = 0.024

# waf/pricing
WEB_ACL_MONTH: Final = 5.00
WEB_ACL_RULE_MONTH: Final = 1.00
WEB_ACL_REQUEST: Final = 0.60 / MILLION
