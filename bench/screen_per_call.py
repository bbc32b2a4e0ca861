"""The time from the tap that saves a call to the next household on the screen, on a slow phone.

Run: `make bench-screen`, or `python -m bench.screen_per_call`. The real page in Chromium against the local app, with
the network and the processor of Lighthouse's mobile profile, and once more with a processor slower still. Calls that
nobody answered (two taps), that were answered (with an answer to the script) and that leave a note take turns. The
machine itself must be idle: what else runs on it is measured too, as the tap that changes nothing shows.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, expect, sync_playwright

from bench.results import Row, emit
from infra.local.install.machine import chromium
from infra.local.install.paths import DIST
from tests.browser import seeding
from tests.browser.steps import choose, heading, not_home, save_button, sign_in_here, until
from tests.support.front import Front, Served
from tests.support.local_app import RunningApp

CALLS, CALLS_QUICK = 36, 12
PACE_S = 1.5
"""Between a household and its first tap: far less than anybody needs to ring, enough for the next one to come."""
KINDS = ("not home", "answered", "not home", "a note")
"""What happens, in turn. "Not home" is two taps, the second of which saves; the others end with Save and next."""

# Lighthouse's mobile profile ("Slow 4G") as DevTools applies it: 1.6 Mbps down and 750 kbps up, each with a tenth
# taken off, and a round trip of 150 ms, which makes a request wait 3.75 times that (a connection is not always there).
NETWORK = {
    "offline": False,
    "latency": 150 * 3.75,
    "downloadThroughput": 1.6 * 1024 * 1024 / 8 * 0.9,
    "uploadThroughput": 750 * 1024 / 8 * 0.9,
}
SLOWER, SLOWEST = 4, 6
FLOOR_TAPS = 20
PHONE = {"width": 412, "height": 823}

# The next household is on the screen when a frame with its heading has been drawn: in the first animation frame that
# finds it, the drawing is still to come; in the one after that, it is done.
WATCH = """(heading) => {
  window.taken = [];
  addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button?.matches("[data-outcome], .bar .primary")) return;
    const before = document.querySelector("h1")?.textContent;
    const shows = new RegExp(heading);
    const look = () => {
      const now = document.querySelector("h1")?.textContent ?? "";
      if (now === before || !shows.test(now)) return requestAnimationFrame(look);
      requestAnimationFrame(() => window.taken.push(performance.now() - event.timeStamp));
    };
    requestAnimationFrame(look);
  }, true);
  window.felt = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) window.felt.set(interactionId, Math.max(duration, window.felt.get(interactionId) ?? 0));
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}"""


# What a tap costs that changes nothing: the least that this machine can measure while it is busy with other things.
FLOOR = """() => new Promise((done) => {
  addEventListener("click", (event) => {
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - event.timeStamp)));
  }, { once: true, capture: true });
})"""


@dataclass
class Evening:
    """What was measured: milliseconds for each call, and what was served for all of them."""

    taken: list[float] = field(default_factory=list)
    by_kind: dict[str, list[float]] = field(default_factory=dict)
    served: list[Served] = field(default_factory=list)


SETTLED = """() => !document.getAnimations().some(
    (one) => one.animationName === 'settle' && one.playState === 'running')"""


def main() -> int:
    """Measure, print and keep the figures; 1 where there is no browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--pages", type=Path, default=DIST, help="the folder of another build")
    given = parser.parse_args()
    calls = CALLS_QUICK if given.quick else CALLS
    path = chromium()
    if path is None:
        print("Chromium is missing: install it, or name one: CHROMIUM=/path/to/chrome make bench-screen")
        return 1
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningApp(Path(folder) / "data", "--empty") as app,
        Front(app.url, given.pages) as front,
        sync_playwright() as playwright,
    ):
        table = seeding.table_of(app)
        people = [("Priya", f"Shah {n:03d}") for n in range(3 * calls + 5)]
        site = seeding.Site(app, table, seeding.seed(table, people, claims_per_hour=10_000))
        browser = playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport=PHONE, has_touch=True).new_page()  # type: ignore[arg-type]
        slow_down(page, SLOWER)
        page.goto(front.url)
        expect(page.get_by_label("E-mail address")).to_be_visible()
        form = len(front.served)
        sign_in_here(page, site)
        household = len(front.served)
        page.wait_for_load_state("networkidle")
        floor = [tap_nothing(page) for _ in range(FLOOR_TAPS)]
        page.evaluate(WATCH, r"Shah \d{3}")
        paced = ring(page, front, calls, PACE_S)
        felt = sorted(page.evaluate("[...window.felt.values()]"))
        hurried = ring(page, front, calls, 0)
        slow_down(page, SLOWEST)
        slowest = ring(page, front, calls, PACE_S)
        version = browser.version
        browser.close()
        parts = {"the sign-in form": front.served[:form], "the first household": front.served[form:household]}
    show(parts)
    keep(version, floor, felt, paced, hurried, slowest)
    return 0


def slow_down(page: Page, times: int) -> None:
    """The network and the processor of a slow phone, for this page."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": times})


def tap_nothing(page: Page) -> float:
    """The time from a tap on the heading to the next frame, ms."""
    page.evaluate(f"window.floor = ({FLOOR})(); 0")
    heading(page).click()
    return float(page.evaluate("window.floor"))


def ring(page: Page, front: Front, calls: int, pace: float) -> Evening:
    """So many calls, each after `pace` seconds with its household."""
    begun = len(front.served)
    evening = Evening()
    for n in range(calls):
        before = heading(page).inner_text()
        page.wait_for_timeout(pace * 1_000)
        # The page takes no second tap for a moment, lest a double tap hit the next household.
        until(page, SETTLED)
        kind = KINDS[n % len(KINDS)]
        made = page.evaluate("window.taken.length")
        if kind == "not home":
            not_home(page)
        else:
            answer(page, note=kind == "a note")
        expect(heading(page)).not_to_have_text(before)
        expect(heading(page)).to_have_text(re.compile(r"Shah \d{3}"), timeout=30_000)
        until(page, "(made) => window.taken.length > made", made)
        taken = float(page.evaluate("window.taken.at(-1)"))
        evening.taken.append(taken)
        evening.by_kind.setdefault(kind, []).append(taken)
    # The last answers come in.
    page.wait_for_timeout(2_000)
    evening.served = front.served[begun:]
    return evening


def answer(page: Page, *, note: bool) -> None:
    """A call that somebody answered: what they said, how it went, perhaps a note; then Save and next."""
    choose(page, "Yes")
    choose(page, "Spoke to them")
    if note:
        page.get_by_label("Note for the next caller").fill("Rings back after six.")
    save_button(page).click()


def show(parts: Mapping[str, list[Served]]) -> None:
    """Print what was fetched before the first household."""
    print("\nScript asked for before it was shown, in bytes as transferred (gzip):")
    for shown, served in parts.items():
        scripts = [one for one in served if one.path.endswith(".js") and one.body]
        files = ", ".join(f"{one.path.rpartition('/')[2].partition('-')[0]} {one.body:,}" for one in scripts)
        print(f"  {shown:<22}{sum(one.body for one in scripts):>8,} in all   {files}")


def keep(
    version: str, floor: list[float], felt: list[float], paced: Evening, hurried: Evening, slowest: Evening
) -> None:
    """Print the figures and keep them."""
    api = [one for one in paced.served if one.path.startswith("/api/")]
    calls = len(paced.taken)
    slower, slowest_how = (f"processor slowed {times} times" for times in (SLOWER, SLOWEST))
    rows = [
        Row("save and next", median(paced.taken), "ms", how=f"every way to save; {slower}, the next one on deck"),
        Row("save and next, 95th percentile", percentile(paced.taken, 0.95), "ms"),
        *(Row(f"save and next, {kind}", median(taken), "ms") for kind, taken in paced.by_kind.items()),
        Row("save and next, slowest processor", median(slowest.taken), "ms", how=slowest_how),
        Row("save and next, slowest processor, 95th percentile", percentile(slowest.taken, 0.95), "ms"),
        Row(
            "no pause",
            median(hurried.taken),
            "ms",
            how="every tap as soon as it is taken: at times nobody is on deck yet",
        ),
        Row("no pause, 95th percentile", percentile(hurried.taken, 0.95), "ms"),
        Row(
            "any tap", percentile(felt, 0.98), "ms", how="98th percentile of Event Timing, as Interaction to Next Paint"
        ),
        Row("a tap that changes nothing", median(floor), "ms", how="the least that this machine can measure"),
        Row("requests a call", len(api) / calls, "requests", how="the page stays in front"),
        Row("sent a call", sum(one.sent for one in api) / calls, "bytes", how="bodies"),
        Row("received a call", sum(one.body for one in api) / calls, "bytes", how="bodies, before compression"),
    ]
    facts: dict[str, str | float | bool | None] = {
        "browser": f"Chromium {version}",
        "wide": f"{PHONE['width']} px",
        "network": "Slow 4G of DevTools: 562 ms a request, 1.51 Mbit/s down, 0.69 Mbit/s up",
        "calls of a row": calls,
    }
    emit("screen", rows, facts)


def percentile(taken: list[float], share: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(taken)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    sys.exit(main())
