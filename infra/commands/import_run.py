"""An import as the API runs it: begun, uploaded, started, followed to its end."""

import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from rich.progress import Progress, TaskID

from . import site as sites
from .progress import BUSY, bar, start_again
from .screen import fail, usage
from .site import Answered, Site

PATH: Final = "/api/organiser/imports"
_PAUSE: Final = 0.4
_STALLED: Final = 100.0
"""Seconds without progress after which the import is started once more: its lease has ended by then."""
_NAMES: Final = {
    "uploading": "Waiting",
    "checking": "Checking",
    "checked": "Checked",
    "reading": "Reading",
    "writing": "Writing",
    "done": "Done",
    "failed": "Stopped",
}


def run(
    site: Site, files: list[Path], asked: dict[str, Any], meanings: Mapping[str, str], *, check: bool
) -> dict[str, Any]:
    """Upload files, and import them or only `check` them; what the API says at the end.

    `asked` is the bank and the columns to keep, `meanings` what columns mean that are guessed wrongly, by their names.
    Ends the command where a file cannot be uploaded or has no such column. Raises Answered.
    """
    with bar() as shown:
        task = shown.add_task("Uploading", total=len(files), rate="", found="")
        listed = [{"name": file.name, "size": file.stat().st_size} for file in files]
        begun = site.ask("POST", PATH, {"files": listed, **asked})
        for file, link in zip(files, begun["uploads"], strict=True):
            try:
                sites.put_file(link["url"], file, link.get("headers") or {})
            except OSError as error:
                raise fail(f"{file.name} could not be uploaded ({error}).") from None
            shown.advance(task)
        path = f"{PATH}/{begun['import']['id']}"
        if check or meanings:
            found = _checked(site, path, shown, task, {})
            if meanings:
                found = _checked(site, path, shown, task, {"files": _columns(found, meanings)})
            if check:
                return found
        site.ask("POST", f"{path}/start", {})
        return _follow(site, path, shown, task, {"done", "failed"})


def _checked(site: Site, path: str, shown: Progress, task: TaskID, said: dict[str, Any]) -> dict[str, Any]:
    site.ask("POST", f"{path}/check", said)
    return _follow(site, path, shown, task, {"checked", "failed"})


def _columns(found: dict[str, Any], meanings: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the columns of these names mean, file by file, as the API takes it."""
    preview = found.get("preview")
    if preview is None:
        raise fail((found["import"]["error"] or {}).get("message") or "The files could not be read.")
    known = {one["meaning"] for one in preview["meanings"]}
    if wrong := [meaning for meaning in meanings.values() if meaning and meaning not in known]:
        raise usage(f"No column means “{wrong[0]}”. It may be: {', '.join(sorted(known))}, or nothing.")
    wanted = {name.casefold(): meaning for name, meaning in meanings.items()}
    met = {column["name"].casefold() for file in preview["files"] for column in file["columns"]}
    if strange := [name for name in meanings if name.casefold() not in met]:
        raise usage(f"No file has a column “{strange[0]}”.")
    return [
        {
            "columns": {
                str(column["position"]): wanted[column["name"].casefold()]
                for column in file["columns"]
                if column["name"].casefold() in wanted
            }
        }
        for file in preview["files"]
    ]


def _follow(site: Site, path: str, shown: Progress, task: TaskID, ends: Collection[str]) -> dict[str, Any]:
    """Ask how it goes until it is over."""
    last: Any = None
    last_change = phase_began = time.monotonic()
    phase = ""
    while True:
        time.sleep(_PAUSE)
        try:
            answer = site.ask("GET", path)
        except Answered as refused:
            if refused.status not in BUSY:
                raise
            continue
        now = time.monotonic()
        state = answer["import"]
        if state != last:
            last, last_change = state, now
        elif now - last_change > _STALLED and "done" in ends:
            last_change = now
            start_again(site, path)
        if state["state"] != phase:
            phase, phase_began = state["state"], now
        _show(shown, task, state, now - phase_began)
        if phase in ends:
            return answer


def _show(shown: Progress, task: TaskID, state: dict[str, Any], seconds: float) -> None:
    writing = state["state"] in {"writing", "done"}
    done = state["rows_done"] if writing else state["rows_read"]
    counts = state["counts"]
    found = f"{counts['people']:,} people, {counts['numbers']:,} numbers" if counts["people"] else ""
    going = state["state"] in {"checking", "reading", "writing"}
    shown.update(
        task,
        description=_NAMES[state["state"]],
        completed=done,
        total=state["rows_total"],
        rate=f"{done / seconds:,.0f} rows/s" if seconds > 1 and done and going else "",
        found=found,
    )
