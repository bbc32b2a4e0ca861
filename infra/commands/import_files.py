"""`ringround import`: upload lists, check or import them, and say what came of it; take an import back."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.markup import escape

from . import site as sites
from .bank_names import slug
from .import_preview import say_preview
from .import_run import PATH, run
from .progress import follow_job
from .screen import JsonOption, as_json, counted, err, fail, out, pairs, say, show, table, usage, when
from .sign_in import SiteOption, organising
from .site import Site

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
    ("suppressed", "  suppressed"),
    ("screening_old", "  screened too long ago, or never"),
    ("bad_numbers", "  that are no numbers"),
    ("no_number", "People without a number"),
    ("unknown_electors", "Rows of electors who are in no list"),
    ("problems", "Rows to look at"),
)


def import_files(
    files: Annotated[
        list[Path] | None, typer.Argument(help="One list, or a register and its phone numbers, in any order.")
    ] = None,
    bank: Annotated[
        str | None,
        typer.Option(
            "--bank",
            help="The phone bank whose targets these people become; made if new. Without one they join the banks "
            "that look for people like them.",
        ),
    ] = None,
    site: SiteOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only show the columns as guessed and what would happen; write nothing.")
    ] = False,
    undo: Annotated[
        str | None,
        typer.Option("--undo", help="Take an import back, while nobody was called.", metavar="IMPORT"),
    ] = None,
    problems: Annotated[
        Path | None,
        typer.Option("--problems", help="Where to write the rows that were not used. Default: beside the first file."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            help="What a column means where it is guessed wrongly, as “Home no.=phone”, or “Home no.=” for not used.",
            metavar="NAME=MEANING",
        ),
    ] = None,
    keep_columns: Annotated[
        list[str] | None,
        typer.Option("--keep-columns", help="A further column to keep for each person; may be given 6 times."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Import lists of electors and their phone numbers.

    Takes councils' registers (either layout) with a file of phone numbers, VAN or Connect exports, and lists with
    everything in one file: CSV, tabs, semicolons; UTF-8, UTF-16 or Windows-1252. Importing the same again changes
    nothing, and a corrected list updates people; calls are never touched.

    Example: [bold]ringround import register.csv phones.csv --check[/]

    Example: [bold]ringround import register.csv phones.csv --bank weekend[/]
    """
    if undo:
        if files or check or bank:
            raise usage("--undo takes the id of an import and nothing else. See: ringround imports")
        _undo(undo, site)
        return
    if not files:
        raise usage("Name the files to import.")
    bank_id = slug(bank or "")
    if bank is not None and not bank_id:
        raise fail(f"“{bank}” cannot be a phone bank’s name: it needs a letter or a digit.")
    for file in files:
        _check(file)
    meanings = _meanings(column or [])
    asked: dict[str, Any] = {"keep_columns": keep_columns or []}
    if bank is not None:
        asked |= {"bank": bank_id, "bank_name": "" if bank == bank_id else bank}
    with organising(site) as found:
        done = run(found, files, asked, meanings, check=check)
    _report(done, found, problems or files[0].with_name(f"{files[0].stem}-problems.csv"), check=check, json=json)
    if done["import"]["state"] == "failed":
        raise typer.Exit(1)


def _meanings(given: list[str]) -> dict[str, str]:
    found = {}
    for words in given:
        name, mark, meaning = words.rpartition("=")
        if not mark or not name.strip():
            raise usage(f"“{words}” says of no column what it means. Write it as “Home no.=phone”.")
        found[name.strip()] = meaning.strip()
    return found


def _check(file: Path) -> None:
    """Ends the command where a file cannot be read, before anything is sent."""
    try:
        with file.open("rb") as readable:
            if not readable.read(1):
                raise fail(f"{file} is empty.")
    except OSError as error:
        raise fail(f"{file}: {error.strerror}.") from None


def _report(done: dict[str, Any], site: Site, report: Path, *, check: bool, json: bool) -> None:
    state = done["import"]
    if json:
        as_json(done)
    elif check and done.get("preview"):
        say_preview(done["preview"])
    if state["state"] == "failed":
        said = state["error"] or {"message": "The import failed."}
        err.print(f"[bold red]Error:[/] {escape(said['message'])}", soft_wrap=True)
    elif not json:
        counts = done["preview"]["counts"] if check else state["counts"]
        show(pairs(_title(state, site, check=check), _summary(counts)))
        if check:
            say("Nothing was written. To import: the same words without --check.")
        else:
            say(f"To take it back, while nobody was called: ringround import --undo {state['id']}")
    _fetch_problems(done, report, quiet=json)


def _title(state: dict[str, Any], site: Site, *, check: bool) -> str:
    into = f" into “{state['bank']}”" if state["bank"] else ""
    return f"{'An import' if check else 'Imported'}{into} at {site.url}{' would do this' if check else ''}"


def _summary(counts: dict[str, int]) -> list[tuple[str, object]]:
    """The counts in words; those that are seldom anything only where they are."""
    always = {name for name, _ in _SUMMARY[:10]} | {"problems"}
    return [(words, counts[name]) for name, words in _SUMMARY if name in always or counts.get(name)]


def _fetch_problems(answer: dict[str, Any], to: Path, *, quiet: bool) -> None:
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
    (err if quiet else out).print(f"Rows to look at, with line numbers and reasons: {escape(str(to))}", soft_wrap=True)


def _undo(import_id: str, site: str | None) -> None:
    with organising(site) as found:
        follow_job(found, found.ask("POST", f"{PATH}/{import_id}/undo", {})["job"], "Undoing")
        state = found.ask("GET", f"{PATH}/{import_id}")["import"]
    if state["state"] != "undone":
        raise fail((state["error"] or {}).get("message") or "The import was not taken back.")
    say(f"The import of {_names(state)} is taken back.")


def imports(site: SiteOption = None, json: JsonOption = False) -> None:
    """List the imports, newest first: their ids are for `ringround import --undo`.

    Example: [bold]ringround imports[/]
    """
    with organising(site) as found:
        answer = found.ask("GET", PATH)
    if json:
        as_json(answer)
        return
    columns = ("Id", "Files", "Bank", "State", ">People", ">New", ">To look at", "By", "Begun", "Can be undone")
    show(table("", columns, (_row(one) for one in answer["imports"])))


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    counts = one["counts"]
    return (
        one["id"],
        _names(one),
        one["bank"],
        one["state"],
        counts["people"],
        counts["new"],
        counts["problems"],
        one["by"]["name"],
        when(one["created_at"]),
        one["can_undo"],
    )


def _names(state: dict[str, Any]) -> str:
    return ", ".join(file["name"] for file in state["files"]) or counted(0, "file")
