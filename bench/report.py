"""docs/performance.md and its charts, made of what the benches found: `python -m bench.report` (`make bench-report`).

Takes each bench's newest result, a whole run rather than a quick one, from `.cache/bench/`; where there is none, the
one that is kept in docs/performance/results.json. All of them are kept there again, so that the page can be made anew
without measuring (`--kept`), and a test holds that it is. No number of the page is typed by hand.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bench import charts
from bench.commands import COMMANDS, Command
from bench.results import FOLDER, ROOT
from bench.wanted import WANTED, Wanted

DOCS: Final = ROOT / "docs"
KEPT: Final = Path("performance") / "results.json"
PAGE: Final = "performance.md"

Results = Mapping[str, Mapping[str, Any]]
"""By bench, what `bench.results.emit` wrote."""

HEAD: Final = """# Performance

<!-- Made by `make bench-report` from performance/results.json: don't edit by hand. -->

How fast and how cheap ringround is, measured by the commands of `bench/`. `make bench` runs them all (`QUICK=1`: a
minute each) and makes this page. A figure is a count, or a ratio of two things measured in the same run, wherever
that is possible: those hold on a busy machine. Milliseconds and calls a second are those of the machine named below
and of no other. Nothing here was measured in AWS: what is said of its prices and limits is worked out from what it
publishes.
"""


def collected(kept: Results, folder: Path) -> dict[str, Mapping[str, Any]]:
    """For each bench the result to report: a whole run before a quick one, a later one before an earlier."""
    found = {}
    for command in COMMANDS:
        files = (folder / f"{command.name}.json", folder / f"{command.name}.quick.json")
        every = [kept[command.name]] if command.name in kept else []
        every += [json.loads(file.read_text()) for file in files if file.is_file()]
        if every:
            found[command.name] = max(every, key=lambda result: (not result["quick"], result["date"]))
    return found


def page(results: Results) -> str:
    """The whole page."""
    parts = [HEAD, "## What is to be reached\n", *_wanted_table(results), "", *_verdict(results), ""]
    parts += ["## Measured on\n", *_machines(results), ""]
    for command in COMMANDS:
        parts += _section(command, results)
    return "\n".join(parts).rstrip() + "\n"


def row_of(wanted: Wanted, results: Results) -> Mapping[str, Any] | None:
    """The measured row of a wanted figure, or None where its bench did not run or gave none."""
    rows = results.get(wanted.bench, {}).get("rows", [])
    return next((row for row in rows if row["figure"] == wanted.figure), None)


def standing(wanted: Wanted, results: Results) -> str:
    """In a word or two, how a wanted figure stands: met, not met, not measured, reported."""
    row = row_of(wanted, results)
    if row is None or row["value"] is None:
        return "not measured"
    if wanted.target is None:
        return "reported"
    return "met" if _reaches(row["value"], wanted.target, wanted.at_most) else "not met"


def _reaches(value: float, target: float, at_most: bool) -> bool:
    return value <= target if at_most else value >= target


def _wanted_table(results: Results) -> Iterator[str]:
    yield "| figure | to reach | measured | | how |"
    yield "|---|---|---|---|---|"
    for wanted in WANTED:
        row = row_of(wanted, results)
        stands = standing(wanted, results)
        value = "–" if row is None or row["value"] is None else quantity(row["value"], wanted.unit)
        how = f"`make bench-{wanted.bench}`"
        if stands == "not measured" and row is not None and row["how"]:
            how += f": {row['how']}"
        shown = stands if stands in {"met", "reported"} else f"**{stands}**"
        quick = " (quick run)" if row is not None and results[wanted.bench]["quick"] else ""
        yield f"| {wanted.what} | {_to_reach(wanted)} | {value} | {shown}{quick} | {how} |"


def _to_reach(wanted: Wanted) -> str:
    if wanted.target is None:
        return "side by side"
    if wanted.target == 0:
        return f"0 {wanted.unit}"
    return f"{'at most' if wanted.at_most else 'at least'} {quantity(wanted.target, wanted.unit)}"


def _verdict(results: Results) -> Iterator[str]:
    """In sentences: how many are met, and which are not."""
    judged = [wanted for wanted in WANTED if wanted.target is not None]
    by = {word: [w for w in judged if standing(w, results) == word] for word in ("met", "not met", "not measured")}
    yield f"{len(by['met'])} of {len(judged)} are met."
    for word in ("not met", "not measured"):
        if by[word]:
            yield f"{word.capitalize()}: " + "; ".join(_as_words(w.what) for w in by[word]) + "."


def _as_words(what: str) -> str:
    return what[0].lower() + what[1:] if what[1:2].islower() else what


def _machines(results: Results) -> Iterator[str]:
    """The machine and the versions; where benches ran on different ones, each of them."""
    groups: dict[str, list[str]] = {}
    for name, result in results.items():
        machine, versions = result["machine"], result["versions"]
        memory = f", {machine['memory_gb']} GB" if machine["memory_gb"] else ""
        said = f"{machine['cpu']}, {machine['cores']} cores{memory}, {versions['os']}; " + ", ".join(
            f"{_NAMES.get(package, package)} {number}" for package, number in versions.items() if package != "os"
        )
        groups.setdefault(said, []).append(name)
    if not groups:
        yield "Nothing was measured yet."
    for said, names in groups.items():
        yield f"- {said}" + (f" ({', '.join(names)})" if len(groups) > 1 else "")


_NAMES: Final = {
    "python": "Python", "dynamodb-local": "Amazon's DynamoDB Local (npm package)", "postgresql": "PostgreSQL",
    "aws-lambda-powertools": "Powertools",
}  # fmt: skip


def _section(command: Command, results: Results) -> Iterator[str]:
    """One bench: how and when, what a reader must know, every row, its chart."""
    yield f"## {command.title}\n"
    result = results.get(command.name)
    if result is None:
        yield f"Not measured: `make bench-{command.name}`.\n"
        return
    kind = " A quick run: fewer repeats, smaller amounts." if result["quick"] else ""
    if result["machine"]["load"] > 1 + (result["machine"]["cores"] or 1):  # itself is one of them
        kind += " The machine had other work to do: times say little here, counts what they always do."
    yield (
        f"`{result['command']}`, {result['date'][:10]} at commit {result['commit'] or 'unknown'}, "
        f"{result['seconds']} s, load {result['machine']['load']:g} at its end.{kind}\n"
    )
    if result["facts"]:
        yield from (f"- {name}: {_fact(value)}" for name, value in result["facts"].items())
        yield ""
    hows = any(row["how"] for row in result["rows"])
    yield "| figure | measured |" + (" how |" if hows else "")
    yield "|---|---|" + ("---|" if hows else "")
    for row in result["rows"]:
        value = "not measured" if row["value"] is None else quantity(row["value"], row["unit"])
        yield f"| {row['figure']} | {value}{_held_to(row)} |" + (f" {row['how']} |" if hows else "")
    yield ""
    for chart in charts.CHARTS:
        if chart.sources[0][0] == command.name and charts.lines_of(chart, results):
            yield f"![Chart: {_as_words(chart.title)}](performance/{chart.file})\n"


def _held_to(row: Mapping[str, Any]) -> str:
    """In brackets, what a row is to reach and whether it does; empty where nothing is wanted of it."""
    if row["target"] is None or row["value"] is None:
        return ""
    met = _reaches(row["value"], row["target"], row["at_most"])
    most = quantity(row["target"], row["unit"])
    return f" ({'at most' if row['at_most'] else 'at least'} {most}: {'met' if met else '**not met**'})"


def quantity(value: float, unit: str) -> str:
    """A value with its unit: four figures, money with its sign before it."""
    if unit == "$":
        return f"${value:.5f}".rstrip("0").rstrip(".") if value < 1 else f"${value:,.2f}"
    number = f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.4g}"
    return f"{number} {unit}" if unit != "ratio" else f"× {number}"


def _fact(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "–"}[value]
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def read(file: Path) -> Results:
    """The results that are kept in the repo; none before the first report."""
    found: Results = json.loads(file.read_text()) if file.is_file() else {}
    return found


def main() -> int:
    """Write the page, its charts and the results they were made of."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kept", action="store_true", help="from docs/performance/results.json alone")
    parser.add_argument("--out", type=Path, default=DOCS, help="the folder to write to (docs)")
    asked = parser.parse_args()
    kept = read(DOCS / KEPT)
    results = kept if asked.kept else collected(kept, FOLDER)
    made = charts.write(asked.out / "performance", results)
    (asked.out / KEPT).write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    (asked.out / PAGE).write_text(page(results))
    print(f"{PAGE}, {len(made)} charts, {len(results)} of {len(COMMANDS)} benches, in {asked.out.name}/")
    print("\n".join(_verdict(results)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
