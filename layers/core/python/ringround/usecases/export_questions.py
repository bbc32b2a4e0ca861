"""Questions as the columns of an export, each with the words that were read out."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ..domain import script as scripts
from ..domain.script import Answer, Question, Script
from .collected import Collected

_BETWEEN: Final = "; "


@dataclass(frozen=True, slots=True)
class Column:
    """One question as it was worded: other words in a later version are another column. `options` are the labels of
    all its versions with these words."""

    script: str
    question: str
    label: str
    kind: str
    options: tuple[str, ...] = ()


class Questions:
    """The questions of all script versions that calls were made with (in one bank, where `bank` is given). `taken` are
    the headers of the columns beside them: no question is called as one of those."""

    def __init__(self, found: Collected, bank: str, taken: Collection[str]) -> None:
        used = _used(found, bank)
        options: dict[tuple[str, str, str], dict[str, None]] = {}
        kinds: dict[tuple[str, str, str], str] = {}
        for (script_id, _), script in sorted(used.items()):
            for question in _questions(script):
                key = (script_id, question.id, question.label)
                kinds[key] = question.kind
                options.setdefault(key, {}).update(dict.fromkeys(o.label for o in question.options))
        self.columns = tuple(Column(*key, kinds[key], tuple(options[key])) for key in options)
        self._blank = [""] * len(self.columns)
        places = {(c.script, c.question, c.label): n for n, c in enumerate(self.columns)}
        self._asked = {
            version: {
                q.id: (places[script.id, q.id, q.label], {o.id: o.label for o in q.options}) for q in _questions(script)
            }
            for version, script in used.items()
        }
        names = dict(found.db.execute("SELECT script, name FROM bank ORDER BY id DESC"))
        self.headers = _headers(self.columns, names, taken)

    def labels(self, script_id: str, version: int, answers: Mapping[str, Answer]) -> dict[int, list[str]]:
        """The words of what was answered, by the place of the column."""
        if not answers:
            return {}
        asked = self._asked[script_id, version]
        said: dict[int, list[str]] = {}
        for question_id, answer in answers.items():
            place, words = asked[question_id]
            given = [answer] if isinstance(answer, str) else answer
            said[place] = [words.get(each, each) for each in given]
        return said

    def cells(self, script_id: str, version: int, answers: str) -> list[str]:
        """What was answered (JSON, by question), one text for each column."""
        if answers == "{}":
            return self._blank.copy()
        said = self.labels(script_id, version, json.loads(answers))
        return [_BETWEEN.join(said.get(place, ())) for place in range(len(self.columns))]


def _used(found: Collected, bank: str) -> dict[tuple[str, int], Script]:
    rows = found.db.execute(
        "SELECT id, version, data FROM script JOIN"
        " (SELECT DISTINCT script, script_version FROM call WHERE ? IN ('', bank)) ON id = script"
        " AND version = script_version",
        (bank,),
    )
    return {
        (script_id, version): scripts.parse(script_id, version, json.loads(data)) for script_id, version, data in rows
    }


def _questions(script: Script) -> list[Question]:
    return [block for block in script.blocks if isinstance(block, Question)]


def distinct(headers: Iterable[str], taken: Collection[str]) -> list[str]:
    """Headers of which no two are alike, and none is one that is `taken`: later ones are numbered."""
    seen, made = set(taken), []
    for header in headers:
        new, n = header, 1
        while new in seen:
            n += 1
            new = f"{header} ({n})"
        seen.add(new)
        made.append(new)
    return made


def _headers(columns: tuple[Column, ...], banks: Mapping[str, str], taken: Collection[str]) -> list[str]:
    """The words of each question; where two are alike, or another column is called so, with the bank that asked."""
    labels = [c.label for c in columns]
    worded = [
        c.label
        if labels.count(c.label) == 1 and c.label not in taken
        else f"{c.label} ({banks.get(c.script, c.script)}, {c.question})"
        for c in columns
    ]
    return distinct(worded, taken)
