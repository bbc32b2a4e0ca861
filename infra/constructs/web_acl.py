"""The web ACL before CloudFront: floods from one address are slowed down, and what is known to be an attack is stopped.

Nothing of it is logged or sampled, because a request holds a volunteer's address and session: the figures of each rule
say how often it spoke.
"""

import json
from typing import Any, Final

from aws_cdk import aws_wafv2 as waf
from constructs import Construct

WINDOW: Final = 300
"""Seconds that requests of one address are counted over."""
LOGIN_REQUESTS: Final = 200
"""Of one address in `WINDOW`, to sign in. A hall of a hundred volunteers needs two each; the API's own limits for one
address (60 codes and 120 tries an hour, `ringround.usecases.sign_in`) are met before this one."""
ALL_REQUESTS: Final = 20_000
"""Of one address in `WINDOW`: an office or a mobile network where 500 volunteers open the page at the same time (some
20 files and requests each) and ring (three calls each, with two requests for one), and as much again."""

TOO_MANY: Final = {
    "error": {
        "code": "too_many",
        "message": "Too many tries from your network: wait a while.",
        "details": {"retry_after": WINDOW},
    }
}
"""As the API itself says it, so that the page waits and sends again what it keeps."""

COUNTED: Final = (
    "SizeRestrictions_BODY",
    "CrossSiteScripting_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
    "EC2MetaDataSSRF_BODY",
)
"""Rules of the common set that read bodies: counted, not stopped. A script, a note or an answer holds whatever somebody
typed, and one that were stopped for its words would be sent again for ever: nothing recorded may be lost. The API takes
64 KB of JSON at most and shows text as text; lists and exports go to S3 and not through here."""

MANAGED: Final[dict[str, tuple[str, ...]]] = {
    "AWSManagedRulesAmazonIpReputationList": (),
    "AWSManagedRulesCommonRuleSet": COUNTED,
    "AWSManagedRulesKnownBadInputsRuleSet": (),
}
"""AWS's own rules, cheapest first, each with those of its rules that only count."""


class WebAcl(Construct):
    """For CloudFront, so it has to stand in us-east-1."""

    def __init__(self, scope: Construct, construct_id: str, *, metrics: str) -> None:
        super().__init__(scope, construct_id)
        self._metrics = metrics
        rules = [
            self._rate("login", LOGIN_REQUESTS, path="/api/login"),
            self._rate("all", ALL_REQUESTS),
            *(self._managed(name, counted) for name, counted in MANAGED.items()),
        ]
        for priority, rule in enumerate(rules):
            rule["priority"] = priority
        self.acl = waf.CfnWebACL(
            self,
            "acl",
            description="ringround: before CloudFront",
            scope="CLOUDFRONT",
            default_action={"allow": {}},
            custom_response_bodies={"too-many": {"contentType": "APPLICATION_JSON", "content": json.dumps(TOO_MANY)}},
            rules=rules,
            visibility_config=self._figures("all-rules"),
        )

    def _figures(self, name: str) -> dict[str, Any]:
        return {
            "cloudWatchMetricsEnabled": True,
            "metricName": f"{self._metrics}-{name}",
            "sampledRequestsEnabled": False,
        }

    def _rate(self, name: str, limit: int, *, path: str = "") -> dict[str, Any]:
        counted: dict[str, Any] = {"limit": limit, "evaluationWindowSec": WINDOW, "aggregateKeyType": "IP"}
        if path:
            counted["scopeDownStatement"] = {
                "byteMatchStatement": {
                    "fieldToMatch": {"uriPath": {}},
                    "positionalConstraint": "STARTS_WITH",
                    "searchString": path,
                    "textTransformations": [{"priority": 0, "type": "NONE"}],
                }
            }
        slower = {
            "responseCode": 429,
            "customResponseBodyKey": "too-many",
            "responseHeaders": [{"name": "Retry-After", "value": str(WINDOW)}],
        }
        return {
            "name": f"rate-{name}",
            "statement": {"rateBasedStatement": counted},
            "action": {"block": {"customResponse": slower}},
            "visibilityConfig": self._figures(f"rate-{name}"),
        }

    def _managed(self, name: str, counted: tuple[str, ...]) -> dict[str, Any]:
        group: dict[str, Any] = {"vendorName": "AWS", "name": name}
        if counted:
            group["ruleActionOverrides"] = [{"name": rule, "actionToUse": {"count": {}}} for rule in counted]
        return {
            "name": name,
            "statement": {"managedRuleGroupStatement": group},
            "overrideAction": {"none": {}},
            "visibilityConfig": self._figures(name),
        }
