"""`ringround import`: upload lists, start the import, show how it goes, and say what came of it."""

import re
import time
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from . import site as sites
from .screen import err, fail, out
from .sign_in import SiteOption, organiser
from .site import Answered, Site

_PAUSE: Final = 0.4
_STALLED: Final = 100.0
"""Seconds without progress after which the import is started once more: its lease has ended by then."""
_BUSY: Final = frozenset({429, 502, 503, 504})

_SUMMARY: Final = (
    ("rows", "Rows read"),
    ("households", "Households"),
    ("people", "People"),
    ("cannot_vote", "  of them listed only (no vote in this election)"),
    ("new", "  new"),
    ("updated", "  updated"),
    ("unchanged", "  unchanged"),
    ("numbers", "Phone numbers"),
    ("shared_in_household", "  shared within a household"),
    ("shared_across_households", "  given at several addresses, rung at one"),
    ("problems", "Rows to look at"),
)


def import_files(
    files: Annotated[list[Path], typer.Argument(help="One list, or a register and its phone numbers, in any order.")],
    bank: Annotated[str, typer.Option("--bank", help="The phone bank whose targets these people become; made if new.")],
    site: SiteOption = None,
    problems: Annotated[
        Path | None,
        typer.Option("--problems", help="Where to write the rows that were not used. Default: beside the first file."),
    ] = None,
    keep_columns: Annotated[
        list[str] | None,
        typer.Option("--keep-columns", help="A further column to keep for each person; may be given 6 times."),
    ] = None,
) -> None:
    """Import lists of electors and their phone numbers.

    Takes councils' registers (either layout) with a file of phone numbers, VAN or Connect exports, and lists with
    everything in one file: CSV, tabs, semicolons; UTF-8, UTF-16 or Windows-1252. Importing the same again changes
    nothing, and a corrected list updates people; calls are never touched.
    """
    bank_id = slug(bank)
    if not bank_id:
        raise fail(f"“{bank}” cannot be a phone bank’s name: it needs a letter or a digit.")
    for file in files:
        _check(file)
    report = problems or files[0].with_name(f"{files[0].stem}-problems.csv")
    found = organiser(site)
    try:
        with _bar() as bar:
            done = _run(found, files, bank_id, bank, keep_columns or [], bar)
    except Answered as refused:
        raise fail(refused.message) from None
    _say(done["import"], found)
    _fetch_problems(done, report)
    if done["import"]["state"] == "failed":
        raise typer.Exit(1)


def slug(name: str) -> str:
    """A bank's id from what somebody calls it: `Voter ID` is voter-id."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def _check(file: Path) -> None:
    """Ends the command where a file cannot be read, before anything is sent."""
    try:
        with file.open("rb") as readable:
            if not readable.read(1):
                raise fail(f"{file} is empty.")
    except OSError as error:
        raise fail(f"{file}: {error.strerror}.") from None


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[found]}"),
        console=out,
    )


def _run(site: Site, files: list[Path], bank: str, name: str, keep: list[str], bar: Progress) -> dict[str, Any]:
    task = bar.add_task("Uploading", total=len(files), rate="", found="")
    asked = {
        "files": [{"name": file.name, "size": file.stat().st_size} for file in files],
        "bank": bank,
        "bank_name": "" if name == bank else name,
        "keep_columns": keep,
    }
    begun = site.ask("POST", "/api/organiser/imports", asked)
    for file, link in zip(files, begun["uploads"], strict=True):
        try:
            sites.put_file(link["url"], file, link.get("headers") or {})
        except OSError as error:
            raise fail(f"{file.name} could not be uploaded ({error}).") from None
        bar.advance(task)
    path = f"/api/organiser/imports/{begun['import']['id']}"
    site.ask("POST", f"{path}/start", {})
    return _follow(site, path, bar, task)


def _follow(site: Site, path: str, bar: Progress, task: TaskID) -> dict[str, Any]:
    """Ask how it goes until it is over."""
    last: Any = None
    last_change = phase_began = time.monotonic()
    phase = ""
    while True:
        time.sleep(_PAUSE)
        try:
            answer = site.ask("GET", path)
        except Answered as refused:
            if refused.status not in _BUSY:
                raise
            continue
        now = time.monotonic()
        state = answer["import"]
        if state != last:
            last, last_change = state, now
        elif now - last_change > _STALLED:
            last_change = now
            _start_again(site, path)
        if state["state"] != phase:
            phase, phase_began = state["state"], now
        _show(bar, task, state, now - phase_began)
        if phase in {"done", "failed"}:
            return answer


def _start_again(site: Site, path: str) -> None:
    try:
        site.ask("POST", f"{path}/start", {})
    except Answered as refused:
        # 409: it is running after all.
        if refused.status != 409:
            raise


def _show(bar: Progress, task: TaskID, state: dict[str, Any], seconds: float) -> None:
    writing = state["state"] in {"writing", "done"}
    done = state["rows_done"] if writing else state["rows_read"]
    counts = state["counts"]
    found = f"{counts['people']:,} people, {counts['numbers']:,} numbers" if counts["people"] else ""
    names = {"uploading": "Waiting", "reading": "Reading", "writing": "Writing", "done": "Done", "failed": "Stopped"}
    rate = f"{done / seconds:,.0f} rows/s" if seconds > 1 and done and state["state"] in {"reading", "writing"} else ""
    bar.update(
        task,
        description=names[state["state"]],
        completed=done,
        total=state["rows_total"],
        rate=rate,
        found=found,
    )


def _say(state: dict[str, Any], site: Site) -> None:
    if state["state"] == "failed":
        said = state["error"] or {"message": "The import failed."}
        err.print(f"[bold red]Error:[/] {escape(said['message'])}", soft_wrap=True)
        return
    table = Table(title=f"Imported into “{state['bank']}” at {site.url}", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, words in _SUMMARY:
        table.add_row(words, f"{state['counts'][name]:,}")
    out.print(table)


def _fetch_problems(answer: dict[str, Any], to: Path) -> None:
    """Write the file of problems, where there are any."""
    url = answer.get("problems_url")
    if not url:
        return
    try:
        sites.get_file(url, to)
    except OSError as error:
        raise fail(
            f"The rows to look at could not be written to {to} ({error}). Name another file: --problems"
        ) from None
    out.print(f"Rows to look at, with line numbers and reasons: {to}", soft_wrap=True)
