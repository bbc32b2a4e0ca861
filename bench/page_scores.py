"""Lighthouse's scores of the sign-in page, the call screen and the wrap-up, as on a phone.

Run: `make lighthouse`, or `python -m bench.page_scores [PATH …]`. Lighthouse's own mobile profile (Slow 4G and a
processor slowed 4 times, both worked out afterwards from what was loaded), against the local app, which compresses as
CloudFront does. Each page is loaded RUNS times: performance is the median, the other two are the worst. The last
column is Lighthouse's measure of the machine: other work at the same time lowers it, and performance with it. Ends
with an error where a score is below WANTED.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from infra.local.install.machine import chromium
from infra.local.install.paths import LIGHTHOUSE
from tests.browser import seeding
from tests.support.local_app import RunningApp

RUNS: Final = 3
TRIES: Final = 3
WANTED: Final = {"performance": 95, "accessibility": 100, "best-practices": 100}
PAGES: Final = {"/": "sign-in", "/call": "call", "/wrap-up": "wrap-up"}
SIGNED_OUT: Final = {"/"}


def main(paths: Sequence[str]) -> int:
    """Measure and print; 1 where a score is too low."""
    browser = chromium()
    if browser is None:
        print("Chromium is missing: install it, or name one: CHROMIUM=/path/to/chrome make lighthouse")
        return 1
    with tempfile.TemporaryDirectory() as folder, RunningApp(Path(folder) / "data", "--empty") as app:
        table = seeding.table_of(app)
        site = seeding.Site(app, table, seeding.seed(table))
        cookie = sign_in(site)
        print(f"\n{'page':<12}" + "".join(f"{name:>16}" for name in WANTED) + f"{'shown after':>16}{'machine':>10}")
        below = []
        for path in paths:
            headers = {} if path in SIGNED_OUT else {"Cookie": cookie}
            if path == "/call":
                # With a household in hand the page goes on with it: no briefing, though the browser is a new one.
                post(site, "/api/banks/main/next", {"holding": []}, headers)
            reports = [report(f"{site.url}{path}", browser, headers, Path(folder)) for _ in range(RUNS)]
            below += show(path, reports)
        for line in below:
            print(line)
        return 1 if below else 0


def sign_in(site: seeding.Site) -> str:
    """A session, as a Cookie header."""
    post(site, "/api/login/code", {"email": seeding.EMAIL}, {})
    told = post(site, "/api/login", {"email": seeding.EMAIL, "code": site.code()}, {})
    return told["Set-Cookie"].partition(";")[0]


def post(site: seeding.Site, path: str, body: object, headers: Mapping[str, str]) -> Mapping[str, str]:
    """One request that has to succeed; the headers of its answer."""
    told = {"Content-Type": "application/json", "Origin": site.url, **headers}
    reply = site.app.request("POST", path, json.dumps(body).encode(), told)
    if reply.status >= 400:
        raise RuntimeError(f"{path}: {reply.status} {reply.body.decode()}")
    return reply.headers


def report(url: str, browser: Path, headers: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """What Lighthouse says of one load by a browser that was never here."""
    output = folder / "report.json"
    command = [
        str(LIGHTHOUSE / "node_modules" / ".bin" / "lighthouse"),
        url,
        "--quiet",
        "--no-enable-error-reporting",
        "--output=json",
        f"--output-path={output}",
        f"--only-categories={','.join(WANTED)}",
        f"--extra-headers={json.dumps(dict(headers))}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    environment = {**os.environ, "CHROME_PATH": str(browser)}
    for left in reversed(range(TRIES)):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)
        if done.returncode == 0:
            break
        # Now and then the browser's trace begins too late: Lighthouse itself says to run it again.
        if not left or "NO_NAVSTART" not in done.stderr:
            raise RuntimeError(f"Lighthouse failed on {url}:\n{done.stderr[-2_000:]}")
    found: dict[str, Any] = json.loads(output.read_text())
    return found


def show(path: str, reports: Sequence[dict[str, Any]]) -> list[str]:
    """Print one page's row; what is below the limits, each with the audits that failed."""
    every = {name: [round(100 * one["categories"][name]["score"]) for one in reports] for name in WANTED}
    scores = {name: int(median(of) if name == "performance" else min(of)) for name, of in every.items()}
    painted = median(one["audits"]["largest-contentful-paint"]["numericValue"] for one in reports)
    where = reports[0]["finalDisplayedUrl"].rpartition("/")[2]
    # Lighthouse's own measure of how fast the machine was just then.
    machine = median(one["environment"]["benchmarkIndex"] for one in reports)
    row = "".join(f"{scores[name]:>16}" for name in WANTED)
    print(f"{PAGES.get(path, path):<12}{row}{painted:>13,.0f} ms{machine:>10,.0f}")
    below = []
    if f"/{where}" != path:
        below.append(f"{path}: the page went on to /{where}, which is what was measured.")
    for name, wanted in WANTED.items():
        if scores[name] < wanted:
            worst = reports[every[name].index(min(every[name]))]
            failed = ", ".join(failures(worst, name))
            below.append(f"{path}: {name} {scores[name]}, wanted {wanted}: {failed}")
    return below


def failures(one: Mapping[str, Any], category: str) -> list[str]:
    """The audits that lowered a category's score, with what they say."""
    found = []
    for ref in one["categories"][category]["auditRefs"]:
        audit = one["audits"][ref["id"]]
        if ref["weight"] and audit["score"] is not None and audit["score"] < 0.9:
            found.append(f"{ref['id']} ({audit.get('displayValue') or audit['title']})")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(PAGES)))
