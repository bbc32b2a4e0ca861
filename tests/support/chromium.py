"""The browser for the browser tests."""

from __future__ import annotations

import pytest

from infra.local.install.machine import chromium


def chromium_path() -> str:
    """Where Chromium is. Fails the test, with what to install, where there is none: never a silent skip."""
    found = chromium()
    if found is None:
        pytest.fail(
            "The browser tests need Chromium: install it (Debian, Ubuntu: apt-get install chromium), or name "
            "one: CHROMIUM=/path/to/chrome make test",
            pytrace=False,
        )
    return str(found)
