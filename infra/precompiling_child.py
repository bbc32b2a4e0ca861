"""Run by `infra.precompiling` under Lambda's Python: imports handlers and keeps what dataclasses compiled meanwhile.

Arguments: the folder of our package, that of the installed ones, that which holds `functions`, and the functions.
"""

import dataclasses
import importlib
import marshal
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any


def main(package: Path, installed: str, root: str, functions: list[str]) -> None:
    """Write the file."""
    sys.path[:0] = [str(package.parent), installed, root]
    texts = set()

    def watched(text: str, *places: Any) -> None:
        texts.add(text)
        exec(text, *places)  # noqa: S102 - what dataclasses would have run itself

    vars(dataclasses)["exec"] = watched
    lean, precompiled = (importlib.import_module(f"ringround.{name}") for name in ("lean", "precompiled"))
    with lean.imports():
        for name in functions:
            importlib.import_module(f"functions.{name}.handler")
    codes = {precompiled.key(text): compile(text, "<string>", "exec") for text in sorted(texts)}
    # Version 2 knows no references between parts, whose bytes would depend on what else this process holds.
    (package / precompiled.FILE).write_bytes(MAGIC_NUMBER + marshal.dumps(codes, 2))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])
