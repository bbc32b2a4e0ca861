"""Whose number is it: joining phone files to electors, and finding numbers and electors that were met
twice."""

from collections.abc import Iterator
from typing import Final

from .errors import Problem, UnusableFile
from .staging import MOST_NUMBERS, MOST_PEOPLE, Staging

_PREPARE: Final = """
CREATE INDEX IF NOT EXISTS elector_key ON elector (key);
CREATE INDEX IF NOT EXISTS elector_alias ON elector (alias) WHERE alias <> '';
"""
# In this order: what a file says outright comes before what it may mean.
_FIND_OUTRIGHT: Final = (
    "UPDATE given SET found = key WHERE NOT glued AND key IN (SELECT key FROM elector)",
    "UPDATE given SET found ="
    " (SELECT e.key FROM elector e WHERE e.alias = given.key AND e.alias <> '' LIMIT 1)"
    " WHERE found IS NULL AND NOT glued AND NOT register",
    "UPDATE given SET found = alt WHERE found IS NULL AND alt <> '' AND alt IN (SELECT key FROM elector)",
    "UPDATE given SET found ="
    " (SELECT e.key FROM elector e WHERE e.alias = given.alt AND e.alias <> '' LIMIT 1)"
    " WHERE found IS NULL AND alt <> ''",
)
_FIND_OTHERWISE: Final = (
    "UPDATE given SET found = (SELECT s.key FROM squashed s"
    " WHERE s.text = replace(given.key, '-', '') AND s.times = 1) WHERE found IS NULL",
    "UPDATE given SET found = key WHERE found IS NULL AND key IN (SELECT key FROM known)"
    " AND replace(key, '-', '') NOT IN (SELECT text FROM squashed)",
    "UPDATE given SET found = alt WHERE found IS NULL AND alt IN (SELECT key FROM known)",
)
_SQUASHED: Final = """
CREATE TABLE squashed (text TEXT PRIMARY KEY, key TEXT, times INTEGER) WITHOUT ROWID;
INSERT INTO squashed SELECT replace(key, '-', '') AS text, MIN(key), COUNT(*) FROM elector
    WHERE text IN (SELECT replace(key, '-', '') FROM given WHERE found IS NULL) GROUP BY text;
"""
_UNFOUND: Final = """
INSERT INTO problem SELECT DISTINCT file, line,
    CASE WHEN replace(key, '-', '') IN (SELECT text FROM squashed) THEN 'elector_ambiguous'
        ELSE 'elector_unknown' END,
    raw, '' FROM given WHERE found IS NULL
"""
_NUMBERS: Final = """
CREATE TABLE number AS
    SELECT g.e164, COALESCE(e.household, k.household) AS household, g.found AS key, g.kind, g.screened,
        g.file, g.line, g.seq
    FROM given g LEFT JOIN elector e ON e.key = g.found LEFT JOIN known k ON k.key = g.found
    WHERE g.found IS NOT NULL ORDER BY g.seq;
CREATE INDEX number_e164 ON number (e164, seq, household);
CREATE INDEX number_household ON number (household, seq);
CREATE INDEX elector_household ON elector (household, seq);
CREATE TABLE across (e164 TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO across SELECT e164 FROM number GROUP BY e164 HAVING MIN(household) <> MAX(household);
CREATE TABLE owner (e164 TEXT PRIMARY KEY, household TEXT, seq INTEGER) WITHOUT ROWID;
INSERT INTO owner SELECT e164, household, MIN(seq) FROM number WHERE e164 IN (SELECT e164 FROM across) GROUP BY e164;
"""

_ROWS: Final = {
    "people_too_many": "SELECT file, line, shown FROM elector WHERE household = ? ORDER BY seq LIMIT -1 OFFSET ?",
    "numbers_too_many": "SELECT file, line, e164 FROM (SELECT file, line, e164, MIN(seq) AS s FROM number"
    " WHERE household = ? GROUP BY e164 ORDER BY s LIMIT -1 OFFSET ?)",
}


def unknown_keys(staging: Staging, size: int) -> Iterator[list[str]]:
    """Keys in phone files that no elector of the files has, in lists of `size`: the table may know them."""
    staging.flush()
    staging.db.executescript(_PREPARE)
    found = staging.db.execute(
        " UNION ".join(
            f"SELECT {name} FROM given WHERE NOT register AND {name} <> ''"  # noqa: S608
            f" AND {name} NOT IN (SELECT key FROM elector) AND {name} NOT IN (SELECT alias FROM elector)"
            for name in ("key", "alt")
        )
    ).fetchall()
    for start in range(0, len(found), size):
        yield [key for (key,) in found[start : start + size]]


def join(staging: Staging, files: list[str]) -> None:
    """Find whose each number is and which household had it first; note what was met twice.

    Raises UnusableFile where not one row of a phone file fits.
    """
    staging.flush()
    staging.db.executescript(_PREPARE)
    _drop_repeated_electors(staging)
    for step in _FIND_OUTRIGHT:
        staging.db.execute(step)
    staging.db.executescript(_SQUASHED)
    for step in _FIND_OTHERWISE:
        staging.db.execute(step)
    _check_fit(staging, files)
    staging.db.execute(_UNFOUND)
    staging.db.executescript(_NUMBERS)
    _note_numbers_across(staging, files)
    _note_too_many(staging)
    staging.flush()


def _drop_repeated_electors(staging: Staging) -> None:
    """Keep the first row of each elector.

    A repeated row whose elector agrees gives its numbers to the first (some lists have a row for each
    number), and so does one of another file. One that disagrees with a row of the same file gives nothing.
    """
    db = staging.db
    again = db.execute("SELECT key FROM elector GROUP BY key HAVING COUNT(*) > 1").fetchall()
    if not again:
        return
    db.execute("CREATE INDEX given_row ON given (file, line)")
    for (key,) in again:
        first, *later = db.execute(
            "SELECT seq, household, shown, file, line FROM elector WHERE key = ? ORDER BY seq", (key,)
        ).fetchall()
        for seq, household, shown, file, line in later:
            agrees = (household, shown) == (first[1], first[2])
            has_number = staging.one("SELECT COUNT(*) FROM given WHERE file = ? AND line = ?", (file, line))
            if not agrees and file == first[3]:
                db.execute("DELETE FROM given WHERE file = ? AND line = ?", (file, line))
            if not has_number or (not agrees and file == first[3]):
                staging.add_problem(Problem(file, line, "elector_twice", shown, f"first on line {first[4]}"))
            db.execute("DELETE FROM elector WHERE seq = ?", (seq,))


def _check_fit(staging: Staging, files: list[str]) -> None:
    for file, rows, found in staging.db.execute(
        "SELECT file, COUNT(*), COUNT(found) FROM given WHERE NOT register GROUP BY file ORDER BY file"
    ).fetchall():
        if found:
            continue
        if staging.one("SELECT COUNT(*) FROM elector"):
            raise UnusableFile(
                "no_match",
                f"None of the {rows:,} numbers of {files[file]} is of an elector of the register given "
                "with it: its elector numbers are others. Are both of one constituency and one year?",
            )
        raise UnusableFile(
            "phones_only",
            f"{files[file]} has phone numbers, but no names and addresses, and none of its electors has "
            "been imported before. Give the register together with it.",
        )


def _note_numbers_across(staging: Staging, files: list[str]) -> None:
    """Both sides of a number that is given at several addresses are reported."""
    rows = staging.db.execute(
        "SELECT n.e164, n.file, n.line, o.household = n.household, f.file, f.line, n.seq = o.seq"
        " FROM across a JOIN number n USING (e164) JOIN owner o USING (e164)"
        " JOIN number f ON f.e164 = n.e164 AND f.seq = o.seq ORDER BY n.e164, n.seq"
    ).fetchall()
    for place, (e164, file, line, own, first_file, first_line, is_first) in enumerate(rows):
        if is_first:
            other = next(row for row in rows[place:] if not row[3])
            where = f"also in {files[other[1]]}, line {other[2]}"
            staging.add_problem(Problem(file, line, "number_shared", e164, where))
        elif not own:
            where = f"first in {files[first_file]}, line {first_line}"
            staging.add_problem(Problem(file, line, "number_elsewhere", e164, where))


def _note_too_many(staging: Staging) -> None:
    """Rows beyond what one household can hold."""
    for query, most, code in (
        ("SELECT household FROM elector GROUP BY household HAVING COUNT(*) > ?", MOST_PEOPLE, "people_too_many"),
        (
            "SELECT household FROM number GROUP BY household HAVING COUNT(*) > ?",
            MOST_NUMBERS,
            "numbers_too_many",
        ),
    ):
        for (household,) in staging.db.execute(query, (most,)).fetchall():
            rows = staging.db.execute(_ROWS[code], (household, most)).fetchall()
            for file, line, value in rows:
                staging.add_problem(Problem(file, line, code, value))
