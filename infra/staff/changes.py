"""What an update would change, read from `cdk diff`, and which of it must not happen to a running by-election."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

How = Literal["added", "changed", "removed"]

HOLDS_WHAT_IS_THERE_ONCE: Final = frozenset(
    {
        "AWS::CloudFront::Distribution",
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::KMS::Key",
        "AWS::S3::Bucket",
    }
)
"""What can't be made anew: people and calls, what decrypts them, and the address that volunteers have."""

CALLERS_NOTICE: Final = frozenset(
    {
        *HOLDS_WHAT_IS_THERE_ONCE,
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::ApiGatewayV2::Stage",
        "AWS::CloudFront::Function",
        "AWS::CloudFront::OriginRequestPolicy",
        "AWS::CloudFront::ResponseHeadersPolicy",
        "AWS::WAFv2::WebACL",
    }
)
"""What every request goes through as it is: a change that is wrong is wrong for everybody at once. A function's code,
layers and settings are behind its alias, and change at one moment."""

_STACK: Final = re.compile(r"^Stack (?P<path>\S+) \((?P<name>\S+)\)")
_LINE: Final = re.compile(
    r"^\[(?P<sign>[+~-])\] (?P<kind>\w+::\S+) (?P<place>.+?)"
    r"(?: (?P<fate>destroy|orphan|replace|may be replaced|import))?$"
)
_HOW: Final[dict[str, How]] = {"+": "added", "~": "changed", "-": "removed"}


@dataclass(frozen=True, slots=True)
class Change:
    """A resource of a stack. `place` is where it is in the CDK app; `replaced`: it is made anew, or may be, and the
    old one goes."""

    stack: str
    kind: str
    place: str
    how: How
    replaced: bool = False

    @property
    def loses(self) -> bool:
        """Whether it would take away what can't be made anew."""
        return self.kind in HOLDS_WHAT_IS_THERE_ONCE and (self.how == "removed" or self.replaced)

    @property
    def noticed(self) -> bool:
        """Whether callers could notice it: what is added beside all that is there, they can't."""
        return self.kind in CALLERS_NOTICE and self.how != "added"


def read(diff: str) -> list[Change]:
    """The changes of resources in what `cdk diff --no-color` said."""
    found: list[Change] = []
    stack = ""
    for line in diff.splitlines():
        if at := _STACK.match(line):
            stack = at["name"]
        elif one := _LINE.match(line):
            place = one["place"].rpartition(" ")[0] or one["place"]
            replaced = one["fate"] in {"replace", "may be replaced"}
            found.append(Change(stack, one["kind"], place, _HOW[one["sign"]], replaced))
    return found


def counts(changes: Sequence[Change]) -> Counter[tuple[str, How]]:
    """How many resources of each kind are added, changed, removed."""
    return Counter((change.kind, change.how) for change in changes)


def by_stack(changes: Sequence[Change]) -> Counter[str]:
    """How many resources of each stack change."""
    return Counter(change.stack for change in changes)
