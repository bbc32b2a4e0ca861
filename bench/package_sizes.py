"""What Lambda fetches at a cold start, in bytes: both layers and each function, as a deploy builds them.

    python -m bench.package_sizes        (make sizes)

Ends with 1 where what a hot handler needs is larger than `HOT_LIMIT`. Zipped as CDK's command does it: names in order,
one date for all, so the same tree is the same zip.
"""

import hashlib
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from infra import bundling
from infra.python import PYTHON, interpreter

HOT: Final = ("login", "next_contact", "submit_response")
"""The handlers that volunteers wait for."""
HOT_LIMIT: Final = 7_500_000
"""Bytes, zipped: both layers and the function. It was 10.3 million before what nobody reads was left out."""
TOP: Final = 10
_DATE: Final = (1980, 1, 1, 0, 0, 0)


class Size(NamedTuple):
    """Of one bundle, in bytes."""

    name: str
    zipped: int
    unzipped: int
    files: int


def build(folder: Path) -> dict[str, Path]:
    """Everything that a deploy uploads for Lambda, into new folders of `folder`, by name. Raises BundlingError."""
    made = {name: folder / name for name in ("core", "deps", *functions())}
    for path in made.values():
        path.mkdir(parents=True)
    bundling.bundle_core(made["core"])
    bundling.bundle_deps(made["deps"])
    for name in functions():
        bundling.bundle_function(name, made[name])
    return made


def functions() -> list[str]:
    """All functions, in the order of the alphabet."""
    return sorted(path.parent.name for path in bundling.FUNCTIONS.glob("*/handler.py"))


def files(folder: Path) -> Iterator[Path]:
    """All files of a bundle, in a fixed order."""
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))


def zipped(folder: Path) -> bytes:
    """A bundle as it is uploaded."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files(folder):
            told = zipfile.ZipInfo(str(path.relative_to(folder)), _DATE)
            told.external_attr = (path.stat().st_mode & 0xFFFF) << 16
            told.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(told, path.read_bytes())
    return packed.getvalue()


def digest(folder: Path) -> str:
    """A hash of a bundle as it is uploaded: names, modes and contents."""
    return hashlib.sha256(zipped(folder)).hexdigest()


def size(name: str, folder: Path) -> Size:
    """How large a bundle is."""
    every = [path.stat().st_size for path in files(folder)]
    return Size(name, len(zipped(folder)), sum(every), len(every))


def hot(sizes: list[Size]) -> int:
    """Bytes, zipped, that the largest of the hot handlers needs."""
    by_name = {each.name: each.zipped for each in sizes}
    return by_name["core"] + by_name["deps"] + max(by_name[name] for name in HOT)


def largest(folder: Path) -> list[tuple[str, int, int]]:
    """The largest packages of a layer: name, bytes in its zip, bytes."""
    squeezed: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    with zipfile.ZipFile(BytesIO(zipped(folder))) as archive:
        for entry in archive.infolist():
            name = entry.filename.split("/")[1]
            squeezed[name] += entry.compress_size
            whole[name] += entry.file_size
    return [(name, count, whole[name]) for name, count in squeezed.most_common(TOP)]


def main() -> int:
    """Print the table; 1 where the limit is passed."""
    with tempfile.TemporaryDirectory() as folder:
        made = build(Path(folder))
        sizes = [size(name, path) for name, path in made.items()]
        print(f"{'':28}{'zipped':>10}{'unzipped':>12}{'files':>7}")
        for each in sizes:
            print(f"{each.name:28}{each.zipped:10,}{each.unzipped:12,}{each.files:7,}")
        print(f"\nlargest packages of deps{'':4}{'zipped':>10}{'unzipped':>12}")
        for name, squeezed, whole in largest(made["deps"]):
            print(f"{name:28}{squeezed:10,}{whole:12,}")
    if interpreter() is None:
        print(f"\nNo Python {PYTHON} here: nothing is compiled, so these are not the sizes of a release.")
    print(f"\na hot handler with both layers: {hot(sizes):,} bytes zipped (at most {HOT_LIMIT:,})")
    return int(interpreter() is not None and hot(sizes) > HOT_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
