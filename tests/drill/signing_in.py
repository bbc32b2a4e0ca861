"""Signing in with real codes, as the app's inbox shows them."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from typing import Final

from tests.drill.page import PATIENT_TRIES, Page, Told, World
from tests.drill.strike import Strike

_PAUSE: Final = 0.25
Removed = Callable[[], bool]


def sign_in(
    page: Page, email: str, name: str = "", join: str = "", mail: Strike | None = None, removed: Removed = lambda: False
) -> None:
    """Begin a session. Tries on while the site is away; not for somebody who is `removed`. The first mail meets a
    fault. Raises RuntimeError where it is refused for good."""
    who = {"email": email, **({"name": name, "join": join} if join else {})}
    told: Told | None = None
    for _ in range(PATIENT_TRIES):
        if removed():
            return
        told, mail = page.ask("POST", "/api/login/code", who, strike=mail), None
        code = _code(page.world, email) if told.status == 202 else ""
        if code:
            told = page.ask("POST", "/api/login", {**who, "code": code}, what="sign_in")
            if told.status == 200:
                return
        if told.status in {403, 422, 429} and not removed():
            break
        time.sleep(_PAUSE)
    raise RuntimeError(f"{page.who} could not sign in: {told.status if told else ''} {told.code if told else ''}")


def _code(world: World, email: str) -> str:
    link = http.client.HTTPConnection(world.site.place, timeout=30)
    try:
        link.request("GET", "/local/inbox", headers={"Accept": "application/json"})
        mails = json.loads(link.getresponse().read())["mails"]
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        link.close()
    return next((str(m["code"]) for m in reversed(mails) if m["to"] == email and m["code"]), "")
