"""What the table holds in the end."""

from __future__ import annotations

import time
from collections.abc import Callable

from ringround.domain.recording import Call
from ringround.storage import calls, households
from tests.browser.seeding import Site
from tests.races.drill import all_households


def versions(site: Site) -> list[Call]:
    """Every version of every call."""
    return list(calls.all_versions(site.table))


def recorded(site: Site, expected: int) -> dict[str, Call]:
    """The calls in the table, by the person who was to be asked for: so many, and not more than one a household."""
    # A call stands before its household's log says so.
    soon(lambda: len(versions(site)) >= expected and len(logged(site)) >= expected)
    found = versions(site)
    assert len(found) == expected
    named = {}
    for call in found:
        household = households.get(site.table, call.household)
        assert household is not None
        named[next(iter(household.people.values())).name] = call
    assert logged(site) == [1] * expected
    return named


def logged(site: Site) -> list[int]:
    """How many calls each household's log holds that holds any."""
    return sorted(len(household.log) for household in all_households(site.table) if household.log)


def held(site: Site) -> set[str]:
    """The households that are in somebody's hands now, by the person to be asked for."""
    now = time.time()
    rows = [h for h in all_households(site.table) if h.claim and h.claim.until > now]
    return {next(iter(h.people.values())).name for h in rows}


def soon(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until the server's side is so; what travels behind the page has no mark on it."""
    assert happens(condition, seconds), "not so in time"


def happens(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the server's side is so within so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
