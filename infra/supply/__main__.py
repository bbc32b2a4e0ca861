"""`python -m infra.supply licences|sbom|audit`: what `make` of the same names runs."""

import argparse
import sys
from pathlib import Path

from . import audit, known, page, sbom
from .environments import ENVIRONMENTS, ROOT
from .locked import everywhere


def main(words: list[str] | None = None) -> int:
    """Run one of the three; how it ends."""
    parser = argparse.ArgumentParser(prog="python -m infra.supply", description="What ringround is made of.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("licences", help="write docs/dependencies.md; 1 where a licence is unknown or not accepted")
    kinds.add_parser("sbom", help="write docs/deployed.cdx.json and .cache/sbom/development.cdx.json")
    ask = kinds.add_parser("audit", help="ask the registries for known weaknesses: 1 found, 3 not all could be asked")
    names = {one.name for one in ENVIRONMENTS}
    ask.add_argument("environment", nargs="*", help=f"only these: {', '.join(sorted(names))}")
    asked = parser.parse_args(words)
    if asked.kind == "audit":
        if unknown := set(asked.environment) - names:
            parser.error(f"there is no {', '.join(sorted(unknown))}")
        said, code = audit.report(list(audit.audit(asked.environment)))
        sys.stdout.write(f"{said}\n")
        return code
    return _licences() if asked.kind == "licences" else _sbom()


def _licences() -> int:
    known.keep(str(Path(sys.executable).with_name("uv")))
    page.write()
    wrong = page.wrong(everywhere(), known.facts())
    sys.stdout.write(
        "".join(f"{line}\n" for line in wrong) or "Every licence is known and accepted: docs/dependencies.md\n"
    )
    return 1 if wrong else 0


def _sbom() -> int:
    sbom.write()
    for file in (sbom.COMMITTED, sbom.MADE):
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
