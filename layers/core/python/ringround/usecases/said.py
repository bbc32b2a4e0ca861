"""What people answered, gathered from the calls: of each call its latest version, of each person and question the
answer of the latest call that has one."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ..storage import scan
from ..storage.marshal import Item
from ..storage.table import Table

Question = tuple[str, str]
"""A bank and the id of a question in its script."""

_TABLES = """
CREATE TABLE said (claim TEXT, version INTEGER, at INTEGER, person TEXT, bank TEXT, question TEXT, options TEXT);
CREATE TABLE corrected (claim TEXT PRIMARY KEY, version INTEGER);
"""
_CORRECTED = """
INSERT INTO corrected VALUES (?, ?)
ON CONFLICT (claim) DO UPDATE SET version = max(version, excluded.version)
"""
_LATEST = """
SELECT person, bank, question, options FROM said LEFT JOIN corrected USING (claim)
WHERE said.version = coalesce(corrected.version, 1)
ORDER BY person, at, claim
"""


class Said:
    """Answers of a whole campaign in a temporary file, so that memory stays small however many calls there are.

    `questions` are those that matter; None: all. Free text is not kept: targets choose among options.
    """

    def __init__(self, file: Path, questions: Collection[Question] | None = None) -> None:
        self._db = sqlite3.connect(file)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        self._questions = questions

    def add(self, call: Item) -> None:
        """One version of one call, in any order."""
        claim, version, bank = call["claim"], call.get("version", 1), call["bank"]
        if version > 1:
            # The earlier version may have answers that this one has not.
            self._db.execute(_CORRECTED, (claim, version))
        chosen = {question for question, _ in call.get("chosen", ())}
        rows = [
            (claim, version, call["at"], person["person"], bank, question, json.dumps(answer))
            for person in call["people"]
            for question, answer in person.get("answers", {}).items()
            if question in chosen and (self._questions is None or (bank, question) in self._questions)
        ]
        self._db.executemany("INSERT INTO said VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def by_person(self) -> Iterator[tuple[str, dict[Question, tuple[str, ...]]]]:
        """Everybody who answered something, with the options they chose."""
        before, answers = "", dict[Question, tuple[str, ...]]()
        for person, bank, question, options in self._db.execute(_LATEST):
            if person != before:
                if answers:
                    yield before, answers
                before, answers = person, {}
            said = json.loads(options)
            answers[bank, question] = (said,) if isinstance(said, str) else tuple(said)
        if answers:
            yield before, answers

    def close(self) -> None:
        """Give the file up."""
        self._db.close()


@contextmanager
def gathering(questions: Collection[Question] | None = None) -> Iterator[Said]:
    """A place to gather answers in; gone at the end."""
    with TemporaryDirectory(prefix="said-") as folder:
        said = Said(Path(folder) / "said.db", questions)
        try:
            yield said
        finally:
            said.close()


def answers(
    table: Table, questions: Collection[Question], tell: Callable[[], None]
) -> Mapping[str, Mapping[Question, tuple[str, ...]]]:
    """The answers to some questions by person, from all calls; nothing is read where no question is asked. `tell` is
    called now and then."""
    if not questions:
        return {}
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    with gathering(questions) as said:
        for page in scan.calls(table):
            for call in page:
                said.add(call)
            tell()
        return {
            person: {question: same.setdefault(options, options) for question, options in given.items()}
            for person, given in said.by_person()
        }
