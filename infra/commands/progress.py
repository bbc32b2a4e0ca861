"""Following long work: a bar where somebody looks, nothing in a pipe."""

import time
from collections.abc import Mapping
from typing import Any, Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .screen import err, fail
from .site import Answered, Site

BUSY: Final = frozenset({429, 502, 503, 504})
"""Answers that mean: ask again."""
_PAUSE: Final = 0.5
_STALLED: Final = 100.0
"""Seconds without progress after which a job is started once more: its lease has ended by then."""


def bar() -> Progress:
    """A progress bar on standard error. Tasks take the fields `rate` and `found`, empty if there is nothing to say."""
    return Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[found]}"),
        console=err,
        disable=not err.is_terminal,
    )


def follow_job(site: Site, begun: Mapping[str, Any] | None, words: str) -> dict[str, Any]:
    """Wait for a job and give its result, empty where there is none; ends the command where it failed.

    Raises Answered.
    """
    if begun is None:
        return {}
    path = f"/api/organiser/jobs/{begun['id']}"
    with bar() as shown:
        task = shown.add_task(words, total=None, rate="", found="")
        last: Any = None
        changed = time.monotonic()
        while True:
            time.sleep(_PAUSE)
            try:
                state = site.ask("GET", path)["job"]
            except Answered as refused:
                if refused.status not in BUSY:
                    raise
                continue
            shown.update(task, completed=state["done"], total=state["total"] or None)
            if state["state"] in {"done", "failed"}:
                break
            if state != last:
                last, changed = state, time.monotonic()
            elif time.monotonic() - changed > _STALLED:
                changed = time.monotonic()
                start_again(site, path)
    if state["state"] == "failed":
        raise fail((state["error"] or {}).get("message") or "It failed. Try again.")
    return dict(state["result"])


def start_again(site: Site, path: str) -> None:
    """Start what seems to have stopped on the way. Raises Answered."""
    try:
        site.ask("POST", f"{path}/start", {})
    except Answered as refused:
        # 409: it is running after all.
        if refused.status != 409:
            raise
