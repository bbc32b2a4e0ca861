"""Lists that nobody would send: any bytes give a report or a plain refusal, and never a crash, a hang, or work that
grows faster than the file."""

import csv
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.importing import elector_lists, electors, names, number_lists, phones
from ringround.importing.errors import UnusableFile
from ringround.importing.meanings import ALL, Said
from ringround.importing.reading import SourceFile
from ringround.importing.samples import look_at
from tests.fuzz import bounded
from tests.importing.lists import EVERYTHING, ONE_NAME, PHONES, REGISTER, VAN, read_all

PROCESSOR_SECONDS: Final = 30
"""Of this process's own, however busy the machine is. What grows with the square of a file of the size below takes
minutes; what does not, less than a second."""
LARGE: Final = 400_000
"""Characters of the lists that are made to be slow."""

cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12) | st.sampled_from(
    ['"', '""', '"a', "'", "=1+1", "AB-1", "AB", "1", "0", "07700 900001", "+44 113 496 0000", "1.13496E+11", "RS1 2AB"]
)
separators = st.sampled_from([",", ";", "\t", "|"])
headers = st.sampled_from([EVERYTHING, ONE_NAME, PHONES, REGISTER, VAN])
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "utf-32"])


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """A list that looks like one at first: a header that is known, rows of anything, in some encoding, damaged."""
    separator = draw(separators)
    rows = draw(st.lists(st.lists(cells, max_size=15), max_size=6))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join([draw(headers).replace(",", separator), *(separator.join(row) for row in rows)])
    made = text.encode(draw(encodings), errors="replace")
    cut = draw(st.integers(0, 40))
    return made[cut:] if draw(st.booleans()) else made + draw(st.binary(max_size=20))


said = st.builds(
    Said,
    st.dictionaries(st.integers(0, 20), st.sampled_from(["", *ALL]), max_size=5),
    st.sampled_from(["", ",", ";", "\t", "|"]),
)


@contextmanager
def within_reason() -> Iterator[None]:
    """Fail where something takes more of the processor than anything like it should."""

    def too_long(*_: Any) -> None:
        raise AssertionError(f"took over {PROCESSOR_SECONDS} seconds of the processor")

    before = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def read_or_refuse(*contents: bytes, means: Said | None = None) -> None:
    """Look at files and read them, as an import does."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for n, content in enumerate(contents):
            path = Path(folder) / f"list{n}.csv"
            path.write_bytes(content)
            files.append(SourceFile(path, path.name, means) if means else SourceFile(path, path.name))
        for file in files:
            with plainly_refused():
                look_at(file)
        with plainly_refused():
            read_all(Path(folder), *files)


@contextmanager
def plainly_refused() -> Iterator[None]:
    """A file may be refused, for an organiser to read why."""
    refused: UnusableFile | None = None
    try:
        yield
    except UnusableFile as found:
        refused = found
    if refused:
        assert refused.code.replace("_", "").isalpha()
        assert refused.message.strip().endswith((".", ":", "?"))


class TestFiles:
    """Of the importer."""

    @bounded(100)
    @given(content=st.binary(max_size=200))
    def test_any_bytes(self, content: bytes) -> None:
        with within_reason():
            read_or_refuse(content)

    @bounded(100)
    @given(register=lists(), more=st.none() | lists(), means=said)
    def test_what_looks_like_lists(self, register: bytes, more: bytes | None, means: Said) -> None:
        with within_reason():
            read_or_refuse(register, *([more] if more else []), means=means)


class TestTyped:
    """What organisers paste into a field, and single cells: whoever reads one says ValueError where it is none."""

    @pytest.mark.parametrize(
        "reader",
        [
            lambda text: number_lists.read(text.splitlines()),
            elector_lists.read,
            phones.parse_cell,
            electors.from_text,
            electors.from_id,
            electors.marked,
            names.from_text,
            lambda text: names.from_parts(text[::2], text[1::2]),
        ],
        ids=["numbers", "electors", "cell", "elector", "id", "marked", "name", "two names"],
    )
    @bounded(100)
    @given(text=st.text(max_size=60) | cells)
    def test_any_text(self, reader: Callable[[str], Any], text: str) -> None:
        with within_reason(), suppress(ValueError):
            reader(text)


NASTY: Final = {
    "quotation marks": '"',
    "a mark at each line": '"\n',
    "a mark that opens each line": '"a,b\n',
    "doubled marks": '""',
    "separators": ",",
    "blanks": " ",
    "lines": "\n",
    "returns": "\r",
    "digits": "7",
    "noughts and blanks": "0 ",
    "letters and digits": "a1",
    "prefixes": "AB-",
    "brackets": "(",
    "NUL": "\0",
    "combining": "e\u0301",
    "postcodes": "RS1 2AB ",
    "numbers": "07700 900001 ",
}
"""What a text is made of from end to end."""


@pytest.mark.parametrize("part", NASTY.values(), ids=NASTY.keys())
class TestWork:
    """Grows no faster than what is read."""

    def test_of_a_file(self, part: str) -> None:
        rows = "AB-1,Priya,Shah,12 Mill Lane,Riverside,RS1 2AB,07700 900001,\n"
        content = f"{EVERYTHING}\n{rows}{part * (LARGE // len(part))}\n{rows}".encode()
        with within_reason():
            read_or_refuse(content)

    def test_of_a_cell(self, part: str) -> None:
        body = part.replace("\n", " ").replace("\r", " ").replace('"', "'").replace(",", ";")
        many = (body * (LARGE // len(body)))[: csv.field_size_limit() - 1]
        row = f'"{many}","{many}","{many}","{many}",Riverside,"{many}","{many}",\n'
        with within_reason():
            read_or_refuse(f"{EVERYTHING}\n{row}".encode())

    def test_of_a_text_that_is_typed(self, part: str) -> None:
        text = part * (60_000 // len(part))
        with within_reason(), suppress(ValueError):
            number_lists.read(text.splitlines())
            for line in text.splitlines()[:3000]:
                elector_lists.read(line)
            elector_lists.read(text)
            names.from_text(text)
