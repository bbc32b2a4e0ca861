"""`ringround sample`: lists of an invented constituency to try things with."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from .sampling import files, generate, places
from .screen import fail, out

_PROJECT = Path(__file__).resolve().parents[2]


def sample(
    folder: Annotated[Path, typer.Option("--out", help="Folder to write into; made if it is not there.")],
    electors: Annotated[int, typer.Option("--electors", min=1, max=2_000_000, help="How many electors.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same lists.")] = 1,
    poll_date: Annotated[
        str, typer.Option("--poll-date", help="Polling day; attainers turn 18 around it.")
    ] = "2027-03-04",
    made_up_numbers: Annotated[
        bool,
        typer.Option(
            "--made-up-numbers",
            help="For benchmarks only: numbers that may be somebody's. Never inside the project's folder.",
        ),
    ] = False,
) -> None:
    """Write the lists of an invented constituency: registers, phone numbers, a VAN export, and one with
    everything.

    All phone numbers are Ofcom's numbers for drama, of which there are some 17,000: in a larger constituency
    the others have none. Nobody in these lists exists.

    Example: [bold]ringround sample --electors 2000 --seed 7 --out lists[/]
    """
    try:
        poll = date.fromisoformat(poll_date)
    except ValueError:
        raise fail(f"“{poll_date}” is not a date. Write it as 2027-03-04.") from None
    if made_up_numbers:
        if folder.resolve().is_relative_to(_PROJECT):
            raise fail("Made-up numbers may belong to real people: they are never written inside the project's folder.")
        out.print(
            "[bold red]These lists hold made-up numbers that may belong to real people.[/] They are for measuring how "
            "fast an import is. Never ring them, never import them into a by-election, and delete them when done."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        people = generate.electors(electors, seed, poll, made_up_numbers=made_up_numbers)
        written = files.write(people, folder, seed)
    except OSError as error:
        raise fail(f"Cannot write into {folder}: {error.strerror}.") from None
    table = Table(title=f"{places.CONSTITUENCY}: {electors:,} electors", title_justify="left", title_style="bold")
    for column in ("File", "What it is", "Encoding"):
        table.add_column(column, overflow="fold")
    table.add_column("Rows", justify="right")
    for file in written:
        table.add_row(file.path.name, file.what, file.encoding, f"{file.rows:,}")
    out.print(table)
    out.print(
        f"Import one of them, or a register with the phones:\n"
        f"  ringround import {folder / 'register.csv'} {folder / 'phones.csv'} --bank voter-id",
        soft_wrap=True,
        highlight=False,
    )
