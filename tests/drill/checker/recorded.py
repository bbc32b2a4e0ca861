"""Every response that was acknowledged is there once, as it was said; and no call is there that nobody made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.drill.checker.evidence import Evidence, Item, Line, Violation, seconds
from tests.drill.checker.gone import may_be_refused

_SENT_AGAIN = {401, 408, 429}
_MAY_BE_REFUSED = {"call_back_past", "call_back_outside_hours", "call_back_too_far"}


def lost_calls(evidence: Evidence) -> Iterator[Violation]:
    """Responses and corrections that were acknowledged and are not there."""
    for claim, lines in _sent(evidence, "submit_response").items():
        if any(line["status"] == 200 for line in lines) and claim not in evidence.calls:
            yield Violation("lost call", f"{claim}: acknowledged, not in the table", evidence.story(claim))
    for claim, lines in _sent(evidence, "correct_response").items():
        last = lines[-1]
        versions = evidence.calls.get(claim, [])
        if last["status"] == 200 and versions and not _is(evidence, claim, last["body"], versions[-1]):
            yield Violation("lost call", f"{claim}: not as it was corrected last", evidence.story(claim))


def refused(evidence: Evidence) -> Iterator[Violation]:
    """Responses that were refused for good, so that their page gave them up: only for the time of a call-back, as a
    correction a day after the call, or long after the lease of a household that was undone."""
    for line in evidence.what("submit_response", "correct_response"):
        if 400 <= line["status"] < 500 and line["status"] not in _SENT_AGAIN:
            code = line["answer"]["error"]["code"]
            late = line["what"] == "correct_response" and code == "correction_too_late"
            if code not in _MAY_BE_REFUSED and not late and not may_be_refused(evidence, line):
                yield Violation("refused", f"{line['claim']}: {code}", evidence.story(line["claim"]))


def own_errors(evidence: Evidence) -> Iterator[Violation]:
    """Answers that are an error of the code's own: a table that is busy or away is an answer that says so. The app
    itself answers for a function whose process ended, with another code. And nobody is told that a bank is not there:
    none is ever taken away."""
    for line in evidence.lines:
        answer = line.get("answer") or {}
        told = [where["error"]["code"] for where in (answer, answer.get("next") or {}) if "error" in where]
        if "bank_unknown" in told or (line.get("status") == 500 and "internal" in told):
            said = f"{line['what']} of {line['who']}: {', '.join(told)} ({line.get('fault', 'no fault')})"
            yield Violation("own error", said)


def other_content(evidence: Evidence) -> Iterator[Violation]:
    """Versions of calls that hold something else than their caller said."""
    first, later = _sent(evidence, "submit_response"), _sent(evidence, "correct_response")
    for claim, versions in evidence.calls.items():
        if [v["version"] for v in versions] != list(range(1, len(versions) + 1)):
            yield Violation("other content", f"{claim}: versions {[v['version'] for v in versions]}")
        for version in versions:
            sent = first if version["version"] == 1 else later
            bodies = [line["body"] for line in sent.get(claim, ())]
            if bodies and not any(_is(evidence, claim, body, version) for body in bodies):
                said = f"{claim}: version {version['version']} is not what was sent"
                yield Violation("other content", said, evidence.story(claim))


def invented_calls(evidence: Evidence) -> Iterator[Violation]:
    """Calls, or versions of them, that nobody sent, that were refused, or that are another caller's."""
    first, later = _sent(evidence, "submit_response"), _sent(evidence, "correct_response")
    for claim, versions in evidence.calls.items():
        lines = first.get(claim, [])
        who = {evidence.callers.get(line["who"]) for line in lines}
        if versions[0]["caller"] not in who:
            yield Violation("invented call", f"{claim}: nobody sent it", evidence.story(claim))
        elif all(400 <= line["status"] < 500 for line in lines):
            yield Violation("invented call", f"{claim}: it was refused", evidence.story(claim))
        if len(versions) - 1 > len({str(line["body"]) for line in later.get(claim, ())}):
            yield Violation("invented call", f"{claim}: corrected more often than anybody did", evidence.story(claim))


def logs(evidence: Evidence) -> Iterator[Violation]:
    """Calls that are not once on their household's log, and entries of logs that are no calls."""
    seen: defaultdict[str, list[str]] = defaultdict(list)
    for home, household in evidence.households.items():
        for entry in household.get("log", ()):
            seen[entry["claim"]].append(home)
            versions = evidence.calls.get(entry["claim"])
            if versions is None:
                yield Violation("log", f"{home}: {entry['claim']} is no call", evidence.story(entry["claim"]))
            elif _entry(entry) != _entry(versions[-1]):
                yield Violation("log", f"{home}: {entry['claim']} is not its call", evidence.story(entry["claim"]))
    for claim, versions in evidence.calls.items():
        if seen[claim] != [versions[0]["household"]]:
            yield Violation("log", f"{claim}: on the logs of {seen[claim]}", evidence.story(claim))


def _sent(evidence: Evidence, what: str) -> dict[str, list[Line]]:
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for line in evidence.what(what):
        found[line["claim"]].append(line)
    return found


def _entry(item: Item) -> tuple[Any, ...]:
    people = {p["person"]: p["outcome"] for p in item["people"]} if "household" in item else None
    if people is None:
        people = {**dict.fromkeys(item.get("people", ()), item["outcome"]), **item.get("other", {})}
    said = (item["outcome"], item.get("number", ""), item.get("note", ""), item.get("call_back_at", 0))
    return (*said, item["at"], item["caller"], item["bank"], item.get("version", 1), sorted(people.items()))


def _is(evidence: Evidence, claim: str, body: dict[str, Any], version: Item) -> bool:
    """Whether a version of a call says what a body said; what the body leaves out may be anything."""
    numbers = evidence.numbers.get(claim, {})
    same = body["outcome"] == version["outcome"] and body.get("note", "") == version.get("note", "")
    if body.get("number") in numbers:
        same &= numbers[body["number"]] == version.get("number", "")
    if "call_back_at" in body:
        same &= int(seconds(body["call_back_at"])) == version.get("call_back_at", 0)
    if "tried" in body:
        tried = [(numbers.get(t["number"], t["number"]), t["outcome"]) for t in body["tried"]]
        same &= tried == [(t["number"], t["outcome"]) for t in version.get("tried", ())]
    if "people" in body:
        said = {p["person"]: (p.get("note", ""), p.get("answers", {})) for p in body["people"]}
        kept = {p["person"]: (p.get("note", ""), p.get("answers", {})) for p in version["people"]}
        same &= said == kept
    return bool(same)
