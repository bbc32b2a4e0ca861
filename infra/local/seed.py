"""Load the sample by-election: `python -m infra.local.seed`, with the local app's environment.

It takes the same way as the staff's command: the functions that only staff may invoke, and the importer. Run again
after it was cut off, it goes on: each step leaves alone what is there.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from infra.commands.import_files import import_files
from infra.commands.sample import sample
from infra.commands.sign_in import organiser
from infra.commands.site import Answered
from infra.local import aws
from ringround.settings import SITE

ALL_DAY = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00", "24:00"))
"""So that the demo can be tried at any hour; real banks begin with the field's hours."""

CAMPAIGN: dict[str, Any] = {
    "name": "Thistleford and Oakmere by-election",
    "party": "The Sample Party",
    "imprint": "Promoted by A. Agent on behalf of B. Candidate, both of 1 Sample Street, Thistleford.",
    "privacy_contact": "privacy@example.org",
    "poll_date": "2027-03-04",
    "default_hours": ALL_DAY,
    "volunteers": [
        {"email": "organiser@example.org", "name": "Olive Organiser", "role": "organiser"},
        # A campaign is closed by two people.
        {"email": "organiser2@example.org", "name": "Oscar Organiser", "role": "organiser"},
        {"email": "volunteer@example.org", "name": "Vic Volunteer", "role": "caller"},
        {"email": "volunteer2@example.org", "name": "Val Volunteer", "role": "caller"},
    ],
    "join_code": "SAMPLE",
}


BANKS: list[dict[str, Any]] = [
    {
        "id": "voter-id",
        "name": "First conversations",
        "purpose": "Ring people we have not spoken to yet, and find out how they mean to vote.",
        "return_number": "+441632960100",
        "leaderboard": True,
    }
]
ELECTORS, SEED = 1_200, 2027


def invoke(function: str, event: dict[str, Any]) -> Any:
    """Run a function and wait for what it returns. Raises RuntimeError if it failed."""
    answer = aws.client("lambda", os.environ).invoke(FunctionName=function, Payload=json.dumps(event))
    result = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise RuntimeError(f"{function}: {result}")
    return result


def seed() -> None:
    """Make the demo's campaign and sign-ins, a bank, and households to ring, as an organiser would."""
    invoke("set_up", CAMPAIGN)
    with tempfile.TemporaryDirectory(prefix="ringround-sample-") as work:
        # The session of this run is nobody's but this run's.
        os.environ["XDG_CONFIG_HOME"] = work
        site = organiser(os.environ[SITE])
        for bank in BANKS:
            with contextlib.suppress(Answered):
                site.ask("POST", "/api/organiser/banks", bank)
        folder = Path(work) / "lists"
        sample(folder, electors=ELECTORS, seed=SEED, poll_date=CAMPAIGN["poll_date"])
        import_files([folder / "register.csv", folder / "phones.csv"], bank=BANKS[0]["id"], site=site.url)


if __name__ == "__main__":
    seed()
