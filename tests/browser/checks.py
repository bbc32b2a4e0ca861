"""Whether everybody can use what is on the screen: axe, and look.js for what axe does not test."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from infra.local.install.paths import WEB

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# Every rule that axe has by default. Colours are read once they have settled: the contexts of these tests ask for
# reduced motion, so there is no transition to wait for.
AXE = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(" ")}`));
}"""


@lru_cache
def _script(path: Path) -> str:
    return path.read_text()


def axe(page: Page) -> list[str]:
    """What axe finds now. Its script comes in by the debugger, which the page's policy does not bind."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script(WEB / "node_modules" / "axe-core" / "axe.min.js"))
    found: list[str] = page.evaluate(AXE)
    return found


def look(page: Page) -> list[str]:
    """What look.js finds now: edges, targets, width, motion."""
    found: list[str] = page.evaluate(_script(Path(__file__).with_name("look.js")))
    return found


class Inspector:
    """Looks at one screen after the other, in each width and both schemes; `findings` are all of them."""

    def __init__(self, page: Page, sizes: Sequence[tuple[int, int]]) -> None:
        self.page = page
        self.findings: list[str] = []
        self.screens: list[str] = []
        self._sizes = sizes

    def inspect(self, screen: str) -> None:
        """Look at what is on the screen now."""
        self.screens.append(screen)
        before = self.page.viewport_size
        # What lies under the pointer looks different.
        self.page.mouse.move(0, 0)
        for width, height in self._sizes:
            self.page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                found = [*look(self.page), *axe(self.page)]
                self.findings += [f"{screen}, {width} px, {scheme}: {one}" for one in found]
        self.page.emulate_media(color_scheme="light")
        if before:
            self.page.set_viewport_size(before)
