"""What looks wrong about a list as a whole, in words for an organiser: said before anything is written."""

from collections.abc import Mapping, Sequence
from typing import Final

from ..importing.reading import Reading, SourceFile
from ..storage.imports import Import

FULL: Final = 100
"""People from earlier imports, from which on a list of strangers is suspicious."""
FEW: Final = 20
"""One of so many people known: a corrected register knows nearly all of them."""


def warnings_of(
    reading: Reading,
    counts: Mapping[str, int],
    others: Sequence[Import],
    files: Sequence[SourceFile],
    fingerprints: Sequence[str],
) -> list[dict[str, str]]:
    """The warnings for a list that was checked; `others` are the imports that are in the table."""
    found = [
        *_imported_before(others, files, fingerprints),
        *_another_constituency(reading, counts, others),
        *_no_numbers(counts),
        *_unusable(reading, counts),
    ]
    return [{"code": code, "message": message} for code, message in found]


def _imported_before(
    others: Sequence[Import], files: Sequence[SourceFile], fingerprints: Sequence[str]
) -> list[tuple[str, str]]:
    known = {print_ for each in others for print_ in each.fingerprints}
    names = [file.name for file, print_ in zip(files, fingerprints, strict=True) if print_ in known]
    return [("imported_before", f"{name} was imported before. Importing it again is safe.") for name in names]


def _another_constituency(
    reading: Reading, counts: Mapping[str, int], others: Sequence[Import]
) -> list[tuple[str, str]]:
    known = counts["updated"] + counts["unchanged"]
    if sum(each.counts.get("new", 0) for each in others) < FULL or known * FEW >= counts["people"]:
        return []
    for ours, theirs, what in (
        (reading.prefixes(), {p for each in others for p in each.prefixes}, "Its elector numbers begin with"),
        (reading.districts(), {d for each in others for d in each.districts}, "Its postcodes begin with"),
    ):
        if ours and theirs and not theirs.intersection(ours):
            message = (
                f"This looks like another constituency’s register: {known:,} of its {counts['people']:,} people are "
                f"known here. {what} {_some(ours)}; until now there were {_some(sorted(theirs))}."
            )
            return [("another_constituency", message)]
    return []


def _no_numbers(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    if counts["numbers"] or counts["no_number"] < counts["people"]:
        return []
    return [
        ("no_numbers", "There is not one phone number: nobody of this list can be rung until a file of numbers comes.")
    ]


def _unusable(reading: Reading, counts: Mapping[str, int]) -> list[tuple[str, str]]:
    bad = reading.rows_with_problems()
    if bad * 2 < counts["rows"]:
        return []
    return [
        (
            "half_unusable",
            f"{bad:,} of {counts['rows']:,} rows can’t be used. Look at the columns: is each what it is taken for?",
        )
    ]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (" and others" if len(names) > 6 else "")
