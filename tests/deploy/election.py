"""A deployed by-election, and what an organiser does before anybody can ring."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from ringround.storage.schema import PK, QUEUE_PK, QUEUE_SK
from tests.deploy.cloud import Cloud
from tests.deploy.visitor import Visitor

ADMIN, SECOND_ADMIN = "ada@example.org", "bo@example.org"
ALL_DAY = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00", "24:00"))
OVER = frozenset({"done", "failed"})
"""The states of an import or a job that go no further."""
TOLD = ("H#", "BANKS", "IMPORTS", "JOBS")
"""What the partitions begin with of which a test that failed tells."""
LINES_TOLD = 6
FILE = """title = "The {name} by-election"
poll_date = 2027-03-04
throw_away = true
size = "trial"
alarm_emails = ["ada@example.org"]
{more}
[[admins]]
name = "Ada"
email = "{admin}"
[[admins]]
name = "Bo"
email = "{second}"
"""
HEADINGS = "Elector Number Prefix,Elector Number,Surname,Forename,Address1,PostCode,Landline,Tags"


def register(first: int, households: int = 3, tag: str = "") -> str:
    """A register of people who each live alone; `first` is the number of the first one, `tag` all of them have."""
    people = range(first, first + households)
    return "\n".join((HEADINGS, *(f"AB,{n},Shah,Priya,{n} Mill Lane,RS1 2AB,01632 960{n:03},{tag}" for n in people)))


def write(cloud: Cloud, name: str, *settings: str) -> None:
    """A by-election's file."""
    text = FILE.format(name=name, more="\n".join(settings), admin=ADMIN, second=SECOND_ADMIN)
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

    def invoke(self, said: dict[str, Any]) -> dict[str, Any]:
        """What the function that sets up answers to somebody with the account's keys; `errorType` where it failed."""
        function = self.outputs["SetUpFunction"]
        answer = self.cloud.client("lambda").invoke(FunctionName=function, Payload=json.dumps(said))
        found: dict[str, Any] = json.load(answer["Payload"])
        return found

    def admin(self, email: str = ADMIN) -> Visitor:
        """An admin of its file, signed in with a code from the terminal."""
        visitor = self.visitor()
        visitor.ask("POST /api/login", {"email": email, "code": self.invoke({"code_for": email})["code"]})
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

    def log(self, function: str) -> list[str]:
        """What a function has logged, without what the platform adds."""
        client, group = self.cloud.client("logs"), self.functions()[function]["LoggingConfig"]["LogGroup"]
        streams = client.describe_log_streams(logGroupName=group)["logStreams"]
        pages = [client.get_log_events(logGroupName=group, logStreamName=s["logStreamName"]) for s in streams]
        return [event["message"] for page in pages for event in page["events"] if event["message"].startswith("{")]

    def role(self, function: str) -> str:
        """The name of a function's role."""
        return str(self.functions()[function]["Role"].rsplit("/", 1)[-1])

    def live(self, function: str) -> str:
        """The version of a function that answers."""
        named = self.functions()[function]["FunctionName"]
        return str(self.cloud.client("lambda").get_alias(FunctionName=named, Name="live")["FunctionVersion"])


def make_bank(organiser: Visitor, bank: str, people: str) -> None:
    """A bank that may be rung at any hour, with the people of a register."""
    organiser.ask("POST /api/organiser/banks", {"id": bank, "name": bank.title(), "hours": ALL_DAY, "screening": False})
    assert import_file(organiser, bank, people) == "done"


def next_claim(caller: Visitor, bank: str) -> dict[str, Any]:
    """The claim on a bank's next household: one that an import has written is there at once. Fails the test where there
    is none, with what the account holds of it."""
    answer = caller.ask(f"POST /api/banks/{bank}/next")
    claim: dict[str, Any] | None = answer["claim"]
    if claim is None:
        pytest.fail(f"{bank}: {answer}\n{told(caller.cloud)}", pytrace=False)
    return claim


def told(cloud: Cloud) -> str:
    """What the tables of an account hold of households, banks and jobs, and what its functions logged last: for
    whoever reads why a test failed on a machine that is not theirs."""
    dynamodb, logs, lines = cloud.client("dynamodb"), cloud.client("logs"), list[str]()
    for table in dynamodb.list_tables()["TableNames"]:
        found = [item for page in dynamodb.get_paginator("scan").paginate(TableName=table) for item in page["Items"]]
        lines.append(f"{table}: {len(found)} items")
        lines += [json.dumps(_in_short(item)) for item in found if item[PK]["S"].startswith(TOLD)]
    for group in logs.describe_log_groups()["logGroups"]:
        events = logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
        said = [event["message"].strip() for event in events if event["message"].startswith("{")]
        lines += [f"{group['logGroupName']}: {line[:300]}" for line in said[-LINES_TOLD:]]
    return "\n".join(lines)


def _in_short(item: dict[str, Any]) -> dict[str, Any]:
    """An item with the attributes that say where a household waits and why."""
    if not item[PK]["S"].startswith("H#"):
        return item
    return {name: item[name] for name in (PK, "rev", "banks", "claim", QUEUE_PK, QUEUE_SK) if name in item}


def import_file(organiser: Visitor, bank: str, text: str) -> str:
    """An import as the page runs it; its state at the end, or what was refused."""
    wanted = {"files": [{"name": "register.csv", "size": len(text)}], "bank": bank}
    begun = organiser.ask("POST /api/organiser/imports", wanted)
    (link,) = begun["uploads"]
    if organiser.put_file(link["url"], link.get("headers") or {}, text) != 200:
        return "not uploaded"
    path = f"/api/organiser/imports/{begun['import']['id']}"
    if organiser.send("POST", f"{path}/start").status >= 300:
        return "not started"
    found = organiser.wait(f"GET {path}", lambda answer: answer["import"]["state"] in OVER)
    return str(found["import"]["state"])
