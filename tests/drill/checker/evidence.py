"""What a drill left behind, in the order in which it happened."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

Item = dict[str, Any]
Line = dict[str, Any]
MOST_TOLD: Final = 40

_ONE_CARD: Final = {"claim_next", "take_ringing_back"}
_NEXT_CARD: Final = {"submit_response", "skip_claim"}
_CARDS: Final = {"get_start", "list_claims"}


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must not be: which property, of what, and the lines of the journal that led to it."""

    kind: str
    what: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A card that an answer held."""

    line: Line
    card: dict[str, Any]

    @property
    def claim(self) -> str:
        """Its claim."""
        return str(self.card["id"])

    @property
    def household(self) -> str:
        """Its household."""
        return str(self.card["household"]["id"])


@dataclass
class Evidence:
    """`before` and `after` are the table's items before the last people were rung and at the end, `export` the rows of
    the last export of all calls, `exports` those that were made meanwhile, by their id."""

    lines: list[Line]
    before: list[Item]
    after: list[Item]
    export: list[dict[str, str]] = field(default_factory=list)
    exports: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Evidence:
        """From a drill's folder."""
        made = {path.stem: _rows(path) for path in sorted((folder / "exports").glob("*.csv"))}
        export = _rows(folder / "export.csv")
        return cls(
            _json(folder / "journal.jsonl"), _json(folder / "before.jsonl"), _json(folder / "after.jsonl"), export, made
        )

    def what(self, *names: str) -> Iterator[Line]:
        """The lines of some requests."""
        return (line for line in self.lines if line["what"] in names)

    @cached_property
    def shown(self) -> list[Shown]:
        """Every card that was sent, heard or not."""
        return [Shown(line, card) for line in self.lines for card in _cards(line)]

    @cached_property
    def first_shown(self) -> dict[str, Shown]:
        """By claim the first card of it."""
        found: dict[str, Shown] = {}
        for shown in self.shown:
            found.setdefault(shown.claim, shown)
        return found

    @cached_property
    def numbers(self) -> dict[str, dict[str, str]]:
        """By claim what its card called numbers, to E.164."""
        found: dict[str, dict[str, str]] = {}
        for shown in self.shown:
            ids = found.setdefault(shown.claim, {})
            for number in shown.card["numbers"]:
                ids[number["id"]] = ids[number["e164"]] = number["e164"]
        return found

    @cached_property
    def callers(self) -> dict[str, str]:
        """By name in the journal the id in the table."""
        signed_in = (line for line in self.what("sign_in") if line["status"] == 200)
        return {line["who"]: line["answer"]["caller"]["id"] for line in signed_in}

    @cached_property
    def calls(self) -> dict[str, list[Item]]:
        """By claim the versions of its call, the first one first."""
        found: dict[str, list[Item]] = {}
        for item in self.after:
            if item["pk"].startswith("C#"):
                found.setdefault(item["claim"], []).append(item)
        return {claim: sorted(items, key=lambda item: item["version"]) for claim, items in found.items()}

    @cached_property
    def households(self) -> dict[str, Item]:
        """The households at the end."""
        return households(self.after)

    def story(self, *about: str) -> tuple[str, ...]:
        """What the journal says of claims, households, people or numbers: its last lines."""
        told = [_short(line) for line in self.lines if any(word and word in json.dumps(line) for word in about)]
        return tuple(told[-MOST_TOLD:])


def households(items: list[Item]) -> dict[str, Item]:
    """The households among the table's items, by their id."""
    return {item["pk"].removeprefix("H#"): item for item in items if item["pk"].startswith("H#")}


def seconds(text: str) -> float:
    """A time of an answer, epoch seconds."""
    return datetime.fromisoformat(text).timestamp()


def _cards(line: Line) -> list[dict[str, Any]]:
    answer = line.get("answer")
    if not isinstance(answer, dict) or line["status"] != 200:
        return []
    found: list[Any] = []
    if line["what"] in _ONE_CARD:
        found = [answer.get("claim")]
    elif line["what"] in _NEXT_CARD:
        found = [(answer.get("next") or {}).get("claim")]
    elif line["what"] in _CARDS:
        found = list(answer["claims"])
    return [card for card in found if isinstance(card, dict)]


def _short(line: Line) -> str:
    words = {name: value for name, value in line.items() if name not in {"answer", "n"}}
    cards = [
        {"claim": c["id"], "people": c["people"], "numbers": c["numbers"], "until": c["until"]} for c in _cards(line)
    ]
    return json.dumps({**words, **({"cards": cards} if cards else {})}, ensure_ascii=False)[:900]


def _json(path: Path) -> list[dict[str, Any]]:
    with path.open() as lines:
        return [json.loads(line) for line in lines]


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
