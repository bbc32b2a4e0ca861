"""The end of a drill: what waits is sent, long work is finished, and everybody who is still to be rung is rung."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from tests.drill.caller import Caller
from tests.drill.campaign import waiting, work
from tests.drill.conductor import LEASE, Conductor, is_open
from tests.drill.organiser import FIRST, SECOND, Organiser, get_file
from tests.drill.page import World
from tests.drill.strike import Strike

OUTBOX_ROUNDS: Final = 60
DRAIN_ROUNDS: Final = 200
EMPTY_ROUNDS: Final = 6
FEWEST: Final = 4
STEP: Final = 45 * 60
GONE: Final = "and gone"
"""How the note ends of a response that its caller never heard of again."""
JOB_LEASE: Final = 61
NOT_UPLOADED: Final = "not_uploaded"
"""Of an import whose file never came: nothing of it is in the table, and it can only be begun anew."""
UNDO: Final = "undo_import"
UNDO_REFUSED: Final = frozenset({"import_called", "import_in_hands", "import_built_on", "import_running"})
"""Why an import stays that somebody wanted undone: all of it."""
_PATIENCE: Final = 300


def vanish(caller: Caller, at: int) -> bool:
    """A caller who goes for good in the middle of a response: the function ends before its request `at` to the table,
    and nobody sends it again. Whether there was a household to do it with."""
    caller.put_all_away()
    for _ in range(12):
        if caller.hands:
            break
        caller.claim()
    if not caller.hands:
        return False
    card = next(iter(caller.hands.values()))
    body = {"outcome": "not_home", "note": f"drill {caller.name} {GONE}"}
    path = f"/api/claims/{card['id']}/response"
    strike = Strike("ended", at)
    caller.page.ask("POST", path, body, what="submit_response", claim=card["id"], strike=strike)
    caller.put_all_away()
    return True


def send_all(callers: Sequence[Caller]) -> None:
    """Empty every outbox. Raises RuntimeError where the app takes no end of it."""
    for _ in range(OUTBOX_ROUNDS):
        with ThreadPoolExecutor(max_workers=len(callers)) as pool:
            if all(list(pool.map(Caller.send_all, callers))):
                return
        time.sleep(0.5)
    left = [(c.name, w.what, w.claim) for c in callers for w in c.outbox]
    raise RuntimeError(f"never answered: {left[:5]}")


def finish_work(world: World, organiser: Organiser, conductor: Conductor) -> list[str]:
    """Start again what is not done, as staff would, until all is done; what could not be."""
    organiser.open_all()
    for _ in range(_PATIENCE):
        open_ = [item for item in work(world.site) if _unfinished(item)]
        if not open_:
            return []
        # A run that ended without a word keeps its lease for a minute of the drill's time.
        conductor.move(JOB_LEASE, "time moved")
        for item in open_:
            _again(organiser, item)
        _wait_for_runs(world)
    return [f"{item['pk']} {item['sk']}: {item.get('state')} {item.get('error_code', '')}" for item in open_]


def _wait_for_runs(world: World) -> None:
    """Until no function runs or waits to be run: on a busy machine a run takes long, and if time went on meanwhile,
    each would be taken over by the next for ever."""
    for _ in range(_PATIENCE * 5):
        if not world.site.started():
            return
        time.sleep(0.2)


def _unfinished(item: dict[str, Any]) -> bool:
    if item["pk"] == "JOBS":
        refused = item["state"] == "failed" and item["kind"] == UNDO and item.get("error_code") in UNDO_REFUSED
        return not refused and bool(item["state"] != "done")
    waits = item["pk"] == "IMPORTS" and item["sk"].startswith("I#")
    return waits and item["state"] not in {"done", "undone"} and item.get("error_code") != NOT_UPLOADED


def _again(organiser: Organiser, item: dict[str, Any]) -> None:
    if item["pk"] == "JOBS":
        organiser.ask("start_job", "POST", f"/api/organiser/jobs/{item['sk']}/start", {}, item["sk"])
    else:
        import_id = item["sk"].removeprefix("I#")
        organiser.ask("start_import", "POST", f"/api/organiser/imports/{import_id}/start", {}, import_id)


def drain(world: World, callers: Sequence[Caller], conductor: Conductor) -> None:
    """Ring everybody who is in a queue, with no faults: each person who is asked for answers. Time moves on until no
    queue holds anybody, or nobody gets what is in it."""
    conductor.move(LEASE + 60, "claims expired in mid-call")
    empty, turn = 0, list(callers)
    asked = turn
    for _ in range(DRAIN_ROUNDS):
        if not is_open(world.clock.now()):
            conductor.to_opening()
        with ThreadPoolExecutor(max_workers=len(asked)) as pool:
            rung = sum(pool.map(_ring_all, asked))
        found = waiting(world.site)
        if not found:
            return
        soonest = min(found) - world.clock.now()
        empty = 0 if rung or soonest > 0 else empty + 1
        if empty == EMPTY_ROUNDS:
            return
        # Few are needed for few, but not always the same: who skipped a household is not given it.
        turn = [*turn[len(asked) :], *turn[: len(asked)]]
        asked = turn[: max(FEWEST, len(found))]
        conductor.move(max(soonest + 1, STEP), "time moved")


def _ring_all(caller: Caller) -> int:
    """What one caller rings until there is nothing for them just now."""
    rung = 0
    for bank in (FIRST, SECOND):
        card = caller.surely("claim_next", "POST", f"/api/banks/{bank}/next", {"holding": []}).body.get("claim")
        while card is not None:
            caller.counted.add(claims=1)
            body = {
                "outcome": "answered",
                "note": f"drill {caller.name} at the end {rung}",
                "number": card["numbers"][0]["id"],
                "people": [{"person": p["id"]} for p in card["people"] if p["target"]],
                "want_next": True,
                "holding": [],
            }
            told = caller.surely("submit_response", "POST", f"/api/claims/{card['id']}/response", body, card["id"])
            caller.counted.add(calls=1, steps=1)
            rung += 1
            card = (told.body.get("next") or {}).get("claim")
    return rung


def last_export(organiser: Organiser) -> bytes:
    """An export of all calls once nothing moves any more. Raises RuntimeError where there is none."""
    made = organiser.surely("create_export", "POST", "/api/organiser/exports", {"kind": "attempts"})
    export = made.body["export"]["id"]
    organiser.wait_for(f"/api/organiser/jobs/{export}", "job")
    link = organiser.surely("link_export", "POST", f"/api/organiser/exports/{export}/link", {})
    content = get_file(link.body["url"])
    if content is None:
        raise RuntimeError("the last export could not be fetched")
    return content


def fetch_exports(organiser: Organiser, folder: Path) -> None:
    """The files of all exports that were made while people rang."""
    folder.mkdir()
    for export in organiser.surely("list_exports", "GET", "/api/organiser/exports").body["exports"]:
        if export["state"] == "done":
            path = f"/api/organiser/exports/{export['id']}/link"
            content = get_file(organiser.surely("link_export", "POST", path, {}).body["url"])
            if content is None:
                raise RuntimeError(f"the export {export['id']} could not be fetched")
            (folder / f"{export['id']}.csv").write_bytes(content)
