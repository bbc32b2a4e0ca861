"""Tallies equal the calls, caller by caller, day by day and bank by bank; and so does what organisers are told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.drill.checker import model
from tests.drill.checker.evidence import Evidence, Violation

Place = tuple[str, str, str]


def tallies(evidence: Evidence) -> Iterator[Violation]:
    """Desks whose counters are not what their calls add up to."""
    expected: defaultdict[Place, Counter[str]] = defaultdict(Counter)
    for versions in evidence.calls.values():
        call = versions[-1]
        expected[model.day_of(call["at"]), call["caller"], call["bank"]].update(model.counted(versions))
    found: defaultdict[Place, Counter[str]] = defaultdict(Counter)
    for item in evidence.after:
        if item["pk"].startswith("D#"):
            for name, count in item.items():
                kind, _, rest = name.partition("|")
                if kind == "t":
                    bank, _, counter = rest.partition("|")
                    found[item["pk"].split("#")[1], item["sk"], bank][counter] += count
    for place in expected.keys() | found.keys():
        wrong = {
            name: (found[place][name], expected[place][name])
            for name in expected[place].keys() | found[place].keys()
            if found[place][name] != expected[place][name]
        }
        if wrong:
            day, caller, _ = place
            told = evidence.story(*(c for c, v in evidence.calls.items() if v[0]["pk"] == f"C#{caller}#{day}"))
            yield Violation("tally", f"{place}: found and expected {wrong}", told)


def results(evidence: Evidence) -> Iterator[Violation]:
    """What the organisers' page says there were at the end."""
    told = [line["answer"]["calls"] for line in evidence.what("look_results") if line["status"] == 200]
    if told and told[-1] != len(evidence.calls):
        yield Violation("tally", f"organisers are told of {told[-1]} calls, there are {len(evidence.calls)}")
