"""Load the sample by-election: `python -m infra.local.seed`, with the local app's environment.

It takes the same way as the staff's command: the functions that only staff may invoke, and the importer. Run again
after it was cut off, it goes on: each step leaves alone what is there.
"""

from __future__ import annotations

import json
import os
from typing import Any

from infra.local import aws

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
        {"email": "volunteer@example.org", "name": "Vic Volunteer", "role": "caller"},
        {"email": "volunteer2@example.org", "name": "Val Volunteer", "role": "caller"},
    ],
    "join_code": "SAMPLE",
}


def invoke(function: str, event: dict[str, Any]) -> Any:
    """Run a function and wait for what it returns. Raises RuntimeError if it failed."""
    answer = aws.client("lambda", os.environ).invoke(FunctionName=function, Payload=json.dumps(event))
    result = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise RuntimeError(f"{function}: {result}")
    return result


def seed() -> None:
    """Make the demo's campaign and sign-ins, a bank, and contacts to ring."""
    invoke("set_up", CAMPAIGN)


if __name__ == "__main__":
    seed()
