"""What a drill came to: round by round on disk, added up, in words and as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.drill.caller import WRONG_CLOCKS
from tests.drill.checker import PROPERTIES, Evidence, Violation
from tests.drill.settling import GONE
from tests.drill.strike import STRIKES, WORDS

REPORT: Final = "report.json"
TEXT: Final = "report.txt"
MOST_SHOWN: Final = 20
GOAL_CALLS, GOAL_FAULTS = 100_000, 1_000
_COUNTED: Final = ("calls", "rung", "claims", "requests", "steps", "ringing_seconds", "seconds")
_COUNTERS: Final = ("figures", "faults", "places", "checked", "commits")
_NO_FAULT: Final = ("time moved", "ticket for ")


@dataclass
class Found:
    """One round, or all of them: faults by kind, `places` of the function's ends (operation and request to the table),
    figures, how many rounds are of which commit, and violations by property."""

    rounds: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    commits: Counter[str] = field(default_factory=Counter)
    violations: list[dict[str, Any]] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Count another one in."""
        self.rounds += other.rounds
        self.figures.update(other.figures)
        self.faults.update(other.faults)
        self.places.update(other.places)
        self.checked.update(other.checked)
        self.commits.update(other.commits)
        self.violations += other.violations

    @property
    def a_second(self) -> float:
        """Calls recorded in a second of ringing."""
        return self.figures["rung"] / max(1.0, self.figures["ringing_seconds"])


def of_round(folder: Path) -> Found:
    """Check what a round left, and write its report beside it."""
    said = json.loads((folder / "round.json").read_text())
    evidence = Evidence.load(folder)
    found = Found(1, Counter({name: said[name] for name in _COUNTED}))
    found.commits[said.get("commit", "")] = 1
    strikes = [json.loads(line) for line in (folder / STRIKES).read_text().splitlines()]
    found.faults.update(WORDS[each["kind"]] for each in strikes)
    found.places.update(f"{s['doing']}, before {s['operation']} ({s['at']})" for s in strikes if s["kind"] == "ended")
    found.faults.update({k: n for k, n in said["struck"].items() if not k.startswith(_NO_FAULT)})
    found.faults.update(_by_callers(evidence))
    found.checked.update(
        {
            "cards": len(evidence.shown),
            "recorded calls": len(evidence.calls),
            "versions of calls": sum(len(v) for v in evidence.calls.values()),
            "households": len(evidence.households),
            "exports": len(evidence.exports) + 1,
            "imports": sum(1 for _ in evidence.what("list")),
        }
    )
    for name, property_ in PROPERTIES.items():
        found.violations += [_violation(folder, said["size"]["seed"], name, v) for v in property_(evidence)]
    write(folder, found)
    return found


def _by_callers(evidence: Evidence) -> Counter[str]:
    """Faults on the callers' side, and what happened at the same time, as the journal has them."""
    found: Counter[str] = Counter()
    acknowledged: set[str] = set()
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for line in evidence.lines:
        if line.get("heard") is False and line["status"]:
            found["answer dropped after the write"] += 1
        if line["what"] == "submit_response" and not line["body"]["note"].endswith(GONE):
            claim, queue = line["claim"], waiting[line["who"]]
            found["request repeated"] += claim in acknowledged
            if claim not in acknowledged and claim not in queue:
                queue.append(claim)
            if line["status"] == 200 and claim in queue:
                found["responses in another order than they were saved"] += claim != queue[0]
                queue.remove(claim)
            acknowledged |= {claim} if line["status"] == 200 else set()
            found["call-backs told by a wrong clock"] += "call_back_at" in line["body"] and _wrong(line["who"])
        if line["what"] in {"suppress_numbers", "pause_bank", "mark_voted", "change_bank", "create_export", "list"} or (
            line["what"] in {"remove_volunteer", "undo_import"} and 200 <= line["status"] < 300
        ):
            found[_MEANWHILE[line["what"]]] += 1
    late = [c for versions in evidence.calls.values() for c in versions[:1] if c.get("late")]
    found["response after the claim expired"] += len(late)
    return found


def _wrong(who: str) -> bool:
    """Whether a caller's device has a wrong clock."""
    return WRONG_CLOCKS[int(who.removeprefix("caller")) % len(WRONG_CLOCKS)] != 0


_MEANWHILE: Final = {
    "suppress_numbers": "numbers suppressed meanwhile",
    "pause_bank": "bank paused meanwhile",
    "mark_voted": "voted list meanwhile",
    "change_bank": "target changed meanwhile",
    "create_export": "export meanwhile",
    "list": "import meanwhile",
    "remove_volunteer": "volunteer removed in mid-call",
    "undo_import": "import undone meanwhile, or refused to be",
}


def _violation(folder: Path, seed: int, name: str, violation: Violation) -> dict[str, Any]:
    return {"property": name, "round": folder.name, "seed": seed, **asdict(violation)}


def write(folder: Path, found: Found) -> None:
    """The report as JSON and in words."""
    said: dict[str, Any] = {name: dict(getattr(found, name)) for name in _COUNTERS}
    said |= {"rounds": found.rounds, "violations": found.violations, "calls_a_second": round(found.a_second, 2)}
    (folder / REPORT).write_text(json.dumps(said, indent=1))
    (folder / TEXT).write_text(in_words(found))


def read(folder: Path) -> Found | None:
    """The report of a round that was finished; None where there is none."""
    file = folder / REPORT
    if not file.exists():
        return None
    said = json.loads(file.read_text())
    counters = {name: Counter(said.get(name, {})) for name in _COUNTERS}
    return Found(said["rounds"], **counters, violations=said["violations"])


def in_words(found: Found) -> str:
    """The report as it is printed."""
    figures, faults = found.figures, sum(found.faults.values())
    lines = [
        f"Rounds {found.rounds}, calls {figures['calls']} ({figures['rung']} of them under faults),"
        f" claims {figures['claims']}, requests {figures['requests']}",
        "Of commits: " + ", ".join(f"{commit or 'unknown'} {count}" for commit, count in found.commits.items()),
        f"{found.a_second:.1f} calls a second under faults;"
        f" at this rate {GOAL_CALLS:,} calls take {_hours(found)} hours, the ends of the rounds included",
        "",
        f"Faults: {faults}",
        *(f"  {count:7}  {kind}" for kind, count in sorted(found.faults.items(), key=lambda x: -x[1]) if count),
        "",
        f"A function ended at {len(found.places)} different places (operation and request to the table)",
        "Checked: " + ", ".join(f"{count} {what}" for what, count in found.checked.items()),
        "",
        "Violations, by property:",
    ]
    by = Counter(v["property"] for v in found.violations)
    lines += [f"  {by[name]:7}  {name}" for name in PROPERTIES]
    for violation in found.violations[:MOST_SHOWN]:
        lines += ["", f"{violation['property']}: {violation['what']}"]
        lines += [f"  in {violation['round']}, seed {violation['seed']}; what led to it:"]
        lines += [f"    {line}" for line in violation["told"]]
    if len(found.violations) > MOST_SHOWN:
        lines += ["", f"… and {len(found.violations) - MOST_SHOWN} more: {REPORT}"]
    return "\n".join([*lines, ""])


def _hours(found: Found) -> str:
    a_second = found.figures["calls"] / max(1.0, found.figures["seconds"])
    return f"{GOAL_CALLS / a_second / 3600:.1f}" if a_second else "no end of"


if __name__ == "__main__":
    sys.stdout.write(in_words(of_round(Path(sys.argv[1]))))
