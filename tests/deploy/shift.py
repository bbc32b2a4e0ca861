"""What each function is there for, done once on deployed stacks; each way says whether it worked."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from ringround.storage.schema import PK, QUEUE_PK
from tests.deploy.closing import export
from tests.deploy.election import ADMIN, OVER, SECOND_ADMIN, Deployed, import_file, make_bank, next_claim, register
from tests.deploy.visitor import PATIENCE, Visitor, newest_code

BANK = "shift"
TARGETED = "targeted"
TAG = "on shift"


@dataclass
class Shift:
    """The second admin of a by-election, and a bank to be rung: what the first one holds and records is others'."""

    election: Deployed
    admin: Visitor
    _numbers: Any = field(default_factory=count, repr=False)

    @classmethod
    def begun(cls, election: Deployed) -> Shift:
        """With twenty households to ring, and a bank with a filter.

        The filter wants their tag: others make banks of the same by-election after this one, and a bank that wants
        everybody would be served before those, with the households that they import."""
        shift = cls(election, election.admin(SECOND_ADMIN))
        make_bank(shift.admin, BANK, register(500, 20, TAG))
        theirs = {"field": "tag", "is": "in", "values": [TAG]}
        filtered = {"id": TARGETED, "name": "Targeted", "target": {"match": "all", "rules": [theirs]}}
        assert shift._ends_well(shift.admin.ask("POST /api/organiser/banks", filtered)["job"]["id"])
        return shift

    def households_of(self, bank: str) -> tuple[set[str], set[str]]:
        """The households that a bank wants, and those that wait in its queue, once all jobs that follow imports are
        done."""
        end = time.monotonic() + PATIENCE
        while [job for job in self.election.items("JOBS") if job["state"]["S"] not in OVER]:
            assert time.monotonic() < end, self.election.items("JOBS")
            time.sleep(0.2)
        found = self.election.items("H#")
        wanted = {item[PK]["S"] for item in found if bank in item["banks"]["M"]}
        return wanted, {item[PK]["S"] for item in found if item.get(QUEUE_PK) == {"S": bank}}

    def a_code_is_mailed(self) -> bool:
        """`login`, through SES."""
        before = len(self.election.cloud.mails())
        return self._asks_for_a_code() and len(self.election.cloud.mails()) == before + 1

    def a_code_opens(self) -> bool:
        """`login`, with the code of a mail."""
        if not self._asks_for_a_code():
            return False
        said = {"email": SECOND_ADMIN, "code": newest_code(self.election.cloud, SECOND_ADMIN)}
        return self.election.visitor().send("POST", "/api/login", said).status == 200

    def a_household_is_claimed(self) -> bool:
        """`next_contact`."""
        answer = self.admin.send("POST", f"/api/banks/{BANK}/next")
        claim = answer.json()["claim"]["id"] if answer.status == 200 else ""
        return bool(claim) and self.admin.send("DELETE", f"/api/claims/{claim}").status < 300

    def a_call_is_recorded(self) -> bool:
        """`submit_response`."""
        claim = next_claim(self.admin, BANK)["id"]
        return self.admin.send("POST", f"/api/claims/{claim}/response", {"outcome": "not_home"}).status == 200

    def a_list_is_imported(self) -> bool:
        """`organiser` makes the link and starts `import_contacts`, which reads the file."""
        return import_file(self.admin, BANK, register(500, tag=TAG)) == "done"

    def a_bank_is_arranged(self) -> bool:
        """`organiser` starts `arrange_households`."""
        answer = self.admin.send("POST", f"/api/organiser/banks/{TARGETED}/refresh")
        return answer.status < 300 and self._ends_well(answer.json()["job"]["id"])

    def results_are_exported(self) -> bool:
        """`export_results` writes the file, and `organiser` makes the link to it."""
        asked = {"kind": "attempts", "since_last": False}
        made = self.admin.ask("POST /api/organiser/exports", asked)["export"]["id"]
        return self._ends_well(made) and export(self.admin, made).status == 200

    def a_mail_that_came_back_is_noted(self) -> bool:
        """`mail_events` is told by the topic."""
        email = f"volunteer{next(self._numbers)}@example.org"
        added = {"volunteers": [{"email": email, "name": "Kim"}]}
        self.admin.ask("POST /api/organiser/volunteers", added)
        noted, logged = len(self.election.items("MAIL")), len(self.election.log("mail_events"))
        topics = self.election.cloud.resources(self.election.stack("app"), "AWS::SNS::Topic").values()
        (topic,) = (arn for arn in topics if arn.endswith("-mail"))
        self.election.cloud.client("sns").publish(TopicArn=topic, Message=json.dumps(came_back(email)))
        end = time.monotonic() + PATIENCE
        while len(self.election.log("mail_events")) == logged:
            assert time.monotonic() < end, "the topic started no function"
            time.sleep(0.2)
        return len(self.election.items("MAIL")) > noted

    def a_code_is_made_at_the_terminal(self) -> bool:
        """`set_up`, by somebody with the account's keys."""
        return "code" in self.election.invoke({"code_for": ADMIN})

    def _asks_for_a_code(self) -> bool:
        return self.election.visitor().send("POST", "/api/login/code", {"email": SECOND_ADMIN}).status == 202

    def _ends_well(self, job: str) -> bool:
        found = self.admin.wait(f"GET /api/organiser/jobs/{job}", lambda answer: answer["job"]["state"] in OVER)
        return bool(found["job"]["state"] == "done")


def came_back(email: str) -> dict[str, Any]:
    """What SES tells of a mail to an address that does not exist."""
    return {
        "eventType": "Bounce",
        "bounce": {
            "feedbackId": "0100",
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": email}],
            "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        },
        "mail": {"destination": [email]},
    }
