"""What a check of files found: columns as guessed, with samples, and rows that would not be used."""

from typing import Any, Final

from .screen import safe, say, show, table

_LENGTH: Final = 40
"""Characters of a sample: enough to see what a column is."""


def say_preview(preview: dict[str, Any]) -> None:
    """Print the preview of an import."""
    labels = {one["meaning"]: f"{one['label']} ({one['meaning']})" for one in preview["meanings"]}
    for file in preview["files"]:
        rows = (
            (
                column["name"],
                labels[column["meaning"]] if column["meaning"] else "not used",
                " · ".join(_short(sample) for sample in column["samples"] if sample),
            )
            for column in file["columns"]
        )
        show(
            table(f"{file['name']}: {file['rows']:,} rows, {file['encoding']}", ("Column", "Read as", "Samples"), rows)
        )
    if preview["problems"]:
        show(
            table(
                "Rows that would not be used as they are, the first of them",
                ("File", ">Line", "Why", "Value"),
                ((one["file"], one["line"], one["reason"], _short(one["value"])) for one in preview["problems"]),
            )
        )
    for warning in preview["warnings"]:
        say(f"Careful: {warning['message']}")


def _short(text: str) -> str:
    plain = safe(text).replace("\n", " ")
    return plain if len(plain) <= _LENGTH else f"{plain[: _LENGTH - 1]}…"
