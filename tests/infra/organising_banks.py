"""What organisers do with banks, targets and scripts, once each: for the tests of rights in use."""

from typing import Any

import pytest

from ringround.domain.household import Household
from ringround.storage import banks, households, keys
from ringround.storage.table import Table, Update
from ringround.usecases import arrange

MEMBERS = {"match": "all", "rules": [{"field": "tag", "is": "not_in", "values": ["member"]}]}


def banks_and_scripts(deployed: Any, patch: pytest.MonkeyPatch) -> None:
    """Everything in the areas banks, targets and scripts, with the jobs that follow. An organiser is signed in, the
    bank `main` has households."""
    # The mock's writes are not atomic between threads.
    patch.setattr(arrange, "WORKERS", 1)
    patch.setattr(arrange, "PARTS", 1)
    ask = deployed.ask
    ask("GET /api/organiser/kinds")
    ask(
        "POST /api/organiser/banks", {"name": "Second", "status": "paused", "target": MEMBERS, "copy_script_of": "main"}
    )
    ask("PUT /api/organiser/banks/second", {"priority": 2, "return_number": "0113 496 0000"})
    meddled_with(deployed.table, patch)
    ask("POST /api/organiser/banks/second/open")
    ask("POST /api/organiser/banks/second/refresh")
    ask("POST /api/organiser/banks/main/pause")
    ask("POST /api/organiser/banks/main/close")
    found = ask("GET /api/organiser/banks/second")["bank"]
    assert (found["job"], found["people"] > 0) == (None, True), found
    ask("POST /api/organiser/fields/refresh")
    assert ask("GET /api/organiser/fields")["as_of"]
    assert ask("POST /api/organiser/count", {"target": MEMBERS, "bank": "second"})["matches"]
    script = ask("GET /api/organiser/banks/second/script")["script"]
    words = {"title": "Shorter", "blocks": script["blocks"], "based_on": script["version"]}
    ask("PUT /api/organiser/banks/second/script", words)
    ask("GET /api/organiser/banks/second/script/1")
    assert banks.get(deployed.table, "second").script_version == 2  # type: ignore[union-attr]


def meddled_with(table: Table, patch: pytest.MonkeyPatch) -> None:
    """Somebody writes the first household that a job is about to write: it is read again."""
    real = households.save

    def save(mine: Table, before: Household, after: Household) -> Household:
        patch.setattr(households, "save", real)
        table.update(keys.household(before.id), Update(add={"rev": 1}))
        return real(mine, before, after)

    patch.setattr(households, "save", save)
