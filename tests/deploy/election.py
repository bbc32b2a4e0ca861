"""A deployed by-election, and what an organiser does before anybody can ring."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.deploy.cloud import Cloud
from tests.deploy.visitor import Visitor

ADMIN = "ada@example.org"
ALL_DAY = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00", "24:00"))
FILE = """title = "The {name} by-election"
poll_date = 2027-03-04
throw_away = true
size = "trial"
alarm_emails = ["ada@example.org"]
{more}
[[admins]]
name = "Ada"
email = "{admin}"
"""
REGISTER = """Elector Number Prefix,Elector Number,Surname,Forename,Address1,PostCode,Landline
AB,1,Shah,Priya,12 Mill Lane,RS1 2AB,01632 960001
AB,2,Lee,Kit,1 High Street,RS1 2AC,01632 960002
AB,3,Hall,Jo,2 High Street,RS1 2AC,01632 960003
"""


def write(cloud: Cloud, name: str, *settings: str) -> None:
    """A by-election's file."""
    text = FILE.format(name=name, more="\n".join(settings), admin=ADMIN)
    (cloud.elections / f"{name}.toml").write_text(text, encoding="utf-8")


def deploy(cloud: Cloud, name: str) -> Deployed:
    """A by-election as its file says, in the account."""
    cloud.synth(name)
    cloud.deploy(name)
    return Deployed(cloud, name)


@dataclass
class Deployed:
    """One by-election in the account."""

    cloud: Cloud
    name: str

    def __post_init__(self) -> None:
        self.outputs = {**self.cloud.outputs(self.stack("data")), **self.cloud.outputs(self.stack("app"))}

    def stack(self, which: str) -> str:
        """The name of one of its stacks."""
        return f"ringround-{self.name}-{which}"

    @property
    def host(self) -> str:
        """The site's."""
        return urlsplit(self.outputs["SiteAddress"]).netloc

    def visitor(self) -> Visitor:
        """Somebody who comes to its site."""
        return Visitor(self.cloud, self.host)

    def admin(self) -> Visitor:
        """The admin of its file, signed in with a code that somebody with the account's keys asked for."""
        answer = self.cloud.client("lambda").invoke(
            FunctionName=self.outputs["SetUpFunction"], Payload=json.dumps({"code_for": ADMIN})
        )
        said = json.load(answer["Payload"])
        assert "FunctionError" not in answer, said
        visitor = self.visitor()
        visitor.ask("POST /api/login", {"email": ADMIN, "code": said["code"]})
        return visitor

    def items(self, prefix: str) -> list[dict[str, Any]]:
        """What the deployed table holds in the partitions whose names begin so, as DynamoDB writes it down."""
        pages = self.cloud.client("dynamodb").get_paginator("scan").paginate(TableName=self.outputs["TableName"])
        return [item for page in pages for item in page["Items"] if item["pk"]["S"].startswith(prefix)]

    def physical(self) -> set[str]:
        """The names of all that its stacks made."""
        client = self.cloud.client("cloudformation")
        pages = [
            page
            for which in ("data", "app")
            for page in client.get_paginator("list_stack_resources").paginate(StackName=self.stack(which))
        ]
        return {row["PhysicalResourceId"] for page in pages for row in page["StackResourceSummaries"]}

    def functions(self) -> dict[str, dict[str, Any]]:
        """The settings of each function, by the function's name in `functions/`."""
        client = self.cloud.client("lambda")
        names = self.cloud.resources(self.stack("app"), "AWS::Lambda::Function").values()
        described = [client.get_function_configuration(FunctionName=name) for name in names]
        return {one["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: one for one in described}

    def live(self, function: str) -> str:
        """The version of a function that answers."""
        named = self.functions()[function]["FunctionName"]
        return str(self.cloud.client("lambda").get_alias(FunctionName=named, Name="live")["FunctionVersion"])


def make_bank(organiser: Visitor, bank: str) -> None:
    """A bank that may be rung at any hour, with three households from a file."""
    made = {"id": bank, "name": bank.title(), "hours": ALL_DAY, "screening": False}
    organiser.ask("POST /api/organiser/banks", made)
    assert import_file(organiser, bank, REGISTER)["state"] == "done"
    # Who was on the list before comes into the bank by a job of its own.
    organiser.wait(f"GET /api/organiser/banks/{bank}", lambda found: found["bank"]["households"] == 3)


def import_file(organiser: Visitor, bank: str, text: str) -> dict[str, Any]:
    """An import as the page runs it; how it ended."""
    wanted = {"files": [{"name": "register.csv", "size": len(text)}], "bank": bank}
    begun = organiser.ask("POST /api/organiser/imports", wanted)
    (link,) = begun["uploads"]
    assert organiser.put_file(link["url"], link.get("headers") or {}, text) == 200
    path = f"/api/organiser/imports/{begun['import']['id']}"
    organiser.ask(f"POST {path}/start")
    found: dict[str, Any] = organiser.wait(f"GET {path}", lambda f: f["import"]["state"] in {"done", "failed"})
    return found["import"]
