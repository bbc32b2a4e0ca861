"""The last release, as it was: its API's promises and its page. `make release-api` renews both, deliberately.

`api.json` is the document without words. `page.tar.xz` is the built page as far as a caller needs it: no organisers'
pages, no icons, one language.
"""

import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any, Final

from infra.local.install.paths import DIST
from ringround.api.openapi import document
from tests.released.contract import promises

FOLDER: Final = Path(__file__).parent
API: Final = FOLDER / "api.json"
PAGE: Final = FOLDER / "page.tar.xz"
LEFT_OUT: Final = ("organiser-", "qr-", "cy-", "sw.js", ".installed")


def api() -> dict[str, Any]:
    """What the last release's API promised."""
    found: dict[str, Any] = json.loads(API.read_text(encoding="utf-8"))
    return found


def page() -> dict[str, bytes]:
    """The last release's page: files by their path on the site."""
    with tarfile.open(PAGE) as packed:
        members = [member for member in packed.getmembers() if member.isfile()]
        return {f"/{member.name}": _read(packed, member) for member in members}


def _read(packed: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    opened = packed.extractfile(member)
    assert opened is not None
    return opened.read()


def renew(dist: Path = DIST) -> None:
    """Take the present API and the built page for the last release."""
    API.write_text(json.dumps(promises(document()), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    with tarfile.open(PAGE, "w:xz", preset=9) as packed:
        for path in sorted(dist.rglob("*")):
            if path.is_file() and not path.name.startswith(LEFT_OUT) and path.parent.name != "icons":
                # The name and the content only: built twice, it is the same file.
                told = tarfile.TarInfo(str(path.relative_to(dist)))
                told.size = path.stat().st_size
                packed.addfile(told, io.BytesIO(path.read_bytes()))


if __name__ == "__main__":
    renew()
    sys.stdout.write(f"{API.name}, {PAGE.name}: what the page of this release relies on from now on\n")
