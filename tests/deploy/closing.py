"""The end of a deployed campaign: two admins, the last export, and the job that deletes all there is."""

from __future__ import annotations

from typing import Any

from tests.deploy.election import OVER, Deployed
from tests.deploy.visitor import Answer, Visitor

CLOSE = "/api/organiser/close"


def export(organiser: Visitor, export_id: str) -> Answer:
    """An export, fetched by its link once it is finished."""
    path = f"/api/organiser/exports/{export_id}"
    organiser.wait(f"GET /api/organiser/jobs/{export_id}", lambda found: found["job"]["state"] in OVER)
    return organiser.fetch(organiser.ask(f"POST {path}/link")["url"])


def begin_the_end(first: Visitor, second: Visitor) -> None:
    """One admin asks for the end and fetches the last export, the other one confirms."""
    name = first.ask("GET /api/campaign")["campaign"]["name"]
    first.ask(f"POST {CLOSE}", {"name": name})
    assert export(first, first.ask(f"GET {CLOSE}")["export"]["id"]).status == 200
    second.ask(f"POST {CLOSE}/destroy", {"name": name})


def certificate(election: Deployed) -> dict[str, Any]:
    """What was destroyed, once it is: in three minutes, because functions that are warm may go on for a while."""
    found = election.visitor().wait("GET /api/close", lambda answer: answer["certificate"], patience=240)
    return dict(found["certificate"])
