"""What says that nothing is lost by taking a by-election down: its table, and neither a page nor a person's memory.

The certificate of destruction lies in the table, in the campaign's own place. There it is read with the staff's
credentials: that works where the site is broken or gone, and nobody on the way can have made it up.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from ringround.storage import keys
from ringround.storage.marshal import from_item, to_item
from ringround.storage.schema import PK

from .account import Account, asking

_OF_PEOPLE: Final = ("E#", "H#", "N#", keys.CALLS, "IMPORT#")
"""What the partitions of electors, households, numbers, calls and imports begin with (`ringround.storage.keys`)."""


@dataclass(frozen=True)
class Evidence:
    """What a table says. `campaign` is its name, empty before it is set up; `closing`: whether its end was asked for;
    `destroying`: whether everything personal is being destroyed; `certificate` of that, None where there is none yet;
    `people`: whether it holds an elector, a number, a call or a list."""

    table: str
    campaign: str = ""
    closing: bool = False
    destroying: bool = False
    certificate: Mapping[str, Any] | None = None
    people: bool = False

    @property
    def may_go(self) -> bool:
        """Whether nothing that nobody has exported would be lost with it."""
        return bool(self.certificate) or not (self.people or self.destroying)


def of(account: Account, table: str) -> Evidence | None:
    """What a table says; None where there is no such table. Raises AccountError."""
    client = account.client("dynamodb")
    with asking("read how the campaign ended"):
        try:
            found = client.get_item(
                TableName=table,
                Key=to_item(keys.campaign()),
                ConsistentRead=True,
                # The campaign's secret stays where it is.
                ProjectionExpression="#name, closing, closed, certificate",
                ExpressionAttributeNames={"#name": "name"},
            ).get("Item", {})
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return None
            raise
        campaign = from_item(found)
        closed = bool(campaign.get("closed"))
        certificate = campaign.get("certificate") if closed else None
        return Evidence(
            table=table,
            campaign=str(campaign.get("name", "")),
            closing=closed or bool(campaign.get("closing")),
            destroying=closed and not certificate,
            certificate=certificate or None,
            people=_holds_people(client, table),
        )


def fingerprint(certificate: Mapping[str, Any]) -> str:
    """The SHA-256 of a certificate, of its JSON with sorted names and no spaces."""
    text = json.dumps(certificate, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _holds_people(client: Any, table: str) -> bool:
    """Read until the first: of a register that is the first page."""
    values = {f":p{number}": {"S": prefix} for number, prefix in enumerate(_OF_PEOPLE)}
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        ConsistentRead=True,
        ProjectionExpression=PK,
        FilterExpression=" OR ".join(f"begins_with({PK}, {name})" for name in values),
        ExpressionAttributeValues=values,
    )
    return any(page["Items"] for page in pages)
