"""Imports and exports: each finished, and what is in them is in the table, and the other way round."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Final

from tests.drill.checker.evidence import Evidence, Item, Violation

_REFUSED: Final = {"import_called", "import_in_hands", "import_built_on", "import_running"}


def unfinished(evidence: Evidence) -> Iterator[Violation]:
    """Imports, exports and other long work that was begun and is not done."""
    for item in evidence.after:
        job = item["pk"] == "JOBS"
        listed = item["pk"] == "IMPORTS" and item["sk"].startswith("I#")
        if (job or listed) and not _over(item):
            said = f"{item['pk']} {item['sk']}: {item['state']} {item.get('error_code', '')}"
            yield Violation("unfinished", said, evidence.story(item["sk"].removeprefix("I#")))


def _over(item: Item) -> bool:
    """Whether nothing is left to do: an undoing that was refused leaves the import as it was."""
    if item.get("kind") == "undo_import" and item["state"] == "failed":
        return item.get("error_code") in _REFUSED
    return item["state"] in {"done", "undone"} or item.get("error_code") == "not_uploaded"


def people(evidence: Evidence) -> Iterator[Violation]:
    """Electors of finished lists who are not there once; people and numbers that are in two places, or whose pointers
    lead elsewhere."""
    electors: Counter[str] = Counter()
    homes: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for home, household in evidence.households.items():
        for person in household.get("people", ()):
            electors[person["elector"]] += 1
            homes[person["id"]] = home
        for number in household.get("numbers", ()):
            if numbers.setdefault(number["e164"], home) != home:
                yield Violation("people", f"{number['e164']}: in {home} and {numbers[number['e164']]}")
    yield from (Violation("people", f"{elector}: in {n} households") for elector, n in electors.items() if n > 1)
    for item in evidence.after:
        kind, _, name = item["pk"].partition("#")
        if kind == "E" and homes.get(name) != item["household"]:
            yield Violation("people", f"person {name}: said to be in {item['household']}, is in {homes.get(name)}")
        if kind == "N" and item.get("household") and numbers.get(name) != item["household"]:
            yield Violation("people", f"{name}: said to be in {item['household']}, is in {numbers.get(name)}")
    done = {i["sk"].removeprefix("I#") for i in evidence.after if i["pk"] == "IMPORTS" and i.get("state") == "done"}
    for line in evidence.what("list"):
        if line["claim"] in done:
            for row in csv.DictReader(io.StringIO(line["body"])):
                if not electors[row["Elector Number"]]:
                    yield Violation("people", f"{row['Elector Number']}: in the list {line['claim']}, not in the table")


def exports(evidence: Evidence) -> Iterator[Violation]:
    """The last export holds each version of each call, and nothing else; an earlier one what was acknowledged before it
    was asked for, together with those before it where it holds only what is new."""
    there = {(v["claim"], v["version"]) for versions in evidence.calls.values() for v in versions}
    listed = {(row["Call"], int(row["Version"])) for row in evidence.export}
    for claim, version in sorted(there ^ listed):
        where = "not in the last export" if (claim, version) in there else "in the last export, not in the table"
        yield Violation("export", f"{claim} version {version}: {where}", evidence.story(claim))
    asked = {x["answer"]["export"]["id"]: x for x in evidence.what("create_export") if x["status"] == 202}
    acknowledged: dict[str, float] = {}
    for line in evidence.what("submit_response"):
        if line["status"] == 200:
            acknowledged.setdefault(line["claim"], line["to"])
    earlier: set[str] = set()
    # Their ids begin with their time. What is new since the last one is what none of those before holds.
    for export, rows in sorted(evidence.exports.items()):
        held = {row["Call"] for row in rows}
        earlier |= held
        request = asked.get(export)
        held = earlier if request and request["body"].get("since_last") else held
        at = request["from"] if request else 0.0
        for claim in (claim for claim, to in acknowledged.items() if to < at and claim not in held):
            yield Violation(
                "export", f"{claim}: acknowledged before the export {export}, not in it", evidence.story(claim)
            )
