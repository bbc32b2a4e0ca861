"""What the standard library writes and compiles while modules are imported, compiled when the package is built.

`dataclasses` writes the methods of each class as text and compiles it, anew in each process: a quarter of a handler's
start, for which a .pyc does nothing. `infra.precompiling` keeps what it compiled, by the text, in a file beside this
module. A text that is not in it (another version of Python, a class that nobody thought of) is compiled as ever; so is
everything where there is no file, as on a developer's machine.
"""

import dataclasses
import marshal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Any, Final

FILE: Final = "precompiled.bin"
"""Beside this module: the magic number of the Python that compiled it, as in a .pyc, and a mapping as marshal writes
it."""


def key(text: str) -> bytes:
    """What a text is kept by."""
    return sha256(text.encode()).digest()


def kept(folder: Path = Path(__file__).parent) -> Mapping[bytes, CodeType]:
    """What was compiled, by the key of its text; nothing where there is no file, or that of another Python."""
    try:
        whole = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return {}
    if not whole.startswith(MAGIC_NUMBER):
        return {}
    found: Mapping[bytes, CodeType] = marshal.loads(whole[len(MAGIC_NUMBER) :])  # noqa: S302 - part of this package
    return found


@contextmanager
def used(codes: Mapping[bytes, CodeType] | None = None) -> Iterator[None]:
    """Dataclasses that are made inside take their methods from what is kept."""
    known = kept() if codes is None else codes

    def run(text: str, *places: Any) -> None:
        exec(known.get(key(text), text), *places)  # noqa: S102 - what dataclasses would have run itself

    # A name of the module stands before the built-in of the same name, for that module alone.
    vars(dataclasses)["exec"] = run
    try:
        yield
    finally:
        del vars(dataclasses)["exec"]
