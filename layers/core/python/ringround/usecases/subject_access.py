"""All that is held of one person, to be given to them: somebody on the register, or a volunteer.

Two files in one archive: words for the person, JSON for whatever they take it to. Who made a call stands in neither,
nor who else lives at an address; but a note may speak of anybody, so somebody reads it before it is handed over.
"""

import json
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from ..domain.errors import NotThere
from ..domain.export_words import OUTCOME_WORDS
from ..domain.phone import display
from ..storage import callers, calls, households, imports_journal, notes, numbers, quality
from ..storage.jobs import Job
from ..storage.keys import STEP_SORT
from ..storage.marshal import Item
from ..storage.schema import EXPIRES, PK, SK
from . import audit, export_files, jobs
from .context import Context
from .export_rows import uk_time
from .exports import ONE_PERSON, HandOver
from .jobs import Tell, Work
from .subjects import Subject, everything_else, subject

Section = list[dict[str, Any]]
Sections = dict[str, Section]

READ_FIRST: Final = """What {campaign} holds of one person, as it was on {at}.

READ IT BEFORE YOU HAND IT OVER: what volunteers wrote may speak of others. Times are UK time.
"""


def begin(context: Context, by: str, *, person: str = "", volunteer: str = "", now: int) -> Job:
    """Have it gathered: a job. Who had it gathered is in the audit. Raises NotThere for a volunteer who is none."""
    if volunteer and callers.get(context.table, volunteer) is None:
        raise NotThere("There is no such volunteer.", code="volunteer_unknown")
    audit.note(context, by, "person_told", person or volunteer, now=now)
    return jobs.begin(context, ONE_PERSON, {"person": person, "volunteer": volunteer}, by=by, now=now)


def work(hand_over: HandOver, clock: Callable[[], int]) -> Work:
    """What the job does."""

    def gather(context: Context, job: Job, tell: Tell) -> Mapping[str, Any]:
        person, volunteer = str(job.detail["person"]), str(job.detail["volunteer"])
        found = of_person(context, person, tell) if person else of_volunteer(context, volunteer, tell)
        head = READ_FIRST.format(campaign=context.campaign.name, at=uk_time(clock()))
        with tempfile.TemporaryDirectory(prefix="subject-") as name:
            path = Path(name) / "export.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("held.txt", in_words(head, found))
                archive.writestr("held.json", json.dumps(found, ensure_ascii=False, indent=1))
            hand_over(job.id, path)
            entries = {section: len(each) for section, each in found.items() if each}
            return {"entries": entries, "sha256": export_files.sha256(path)}

    return gather


def of_person(context: Context, person: str, tell: Tell) -> Sections:
    """What is held of somebody on the register. Raises NotThere."""
    about = subject(context, person, tell)
    found: defaultdict[str, Section] = defaultdict(list)
    for household in about.homes.values():
        if known := household.people.get(person):
            found["register"].append(_as_item(households.to_item(household), person))
            reach = [n for n in household.numbers.values() if person in n.whose or not n.whose]
            items = numbers.get_many(context.table, [n.e164 for n in reach])
            for n in reach:
                shared = n.e164 not in about.alone[household.id]
                found["numbers"].append(_number(n.e164, n.kind, n.screened_on, items[n.e164], shared=shared))
            if known.erased:
                found["erased"].append({"at": uk_time(known.erased)})
    seen: list[Item] = []
    words = _Words()
    for item in everything_else(context, tell):
        family = item[PK].partition("#")[0]
        words.learn(family, item)
        if family == "C" and about.concerns(item):
            seen.append(item)
        elif family == "QUALITY":
            found["to decide"] += _matters(item, about)
        elif family == "NOTES" and about.gone.named_in(item["text"]):
            found["notes to the organisers"].append({"at": uk_time(item["at"]), "text": item["text"]})
        elif family == "IMPORT" and item[SK].startswith(STEP_SORT):
            earlier = imports_journal.earlier_of(item, person)
            found["register, before a list changed it"] += [_as_item(each, person) for each in earlier]
        elif family == "JOBS" and item["kind"] in {"export", "closing"} and item.get("state") == "done":
            found["exports made"].append({"at": uk_time(item["created"]), "kind": item["detail"].get("kind", "all")})
    for item in sorted(seen, key=lambda i: (i["at"], i["claim"], i.get("version", 1))):
        found["calls"].append(_call(item, words, person))
    return dict(found)


def _as_item(item: Item, person: str) -> dict[str, Any]:
    """What an item of a household says of one person: not of the others."""
    known = next(p for p in item["people"] if p["id"] == person)
    wanted = [bank for bank, t in item.get("banks", {}).items() if person in t["people"]]
    marks = {_outcome(o): uk_time(at) for o, at in known.get("marks", {}).items()}
    return {
        "name": known.get("name", ""),
        "called": known.get("first", ""),
        "elector number": known.get("elector", ""),
        "address": [*item.get("address", ()), item.get("town", ""), item.get("postcode", "")],
        "may vote": not known.get("may_not_vote", False),
        "tags": known.get("tags", []),
        "columns": known.get("columns", {}),
        "marked": marks,
        "wanted by the phone banks": wanted,
    }


def _number(e164: str, kind: str, screened_on: str, item: Item | None, *, shared: bool) -> dict[str, Any]:
    return {
        "number": display(e164),
        "kind": kind,
        "screened on": screened_on,
        "is not rung": calls.is_suppressed(item or {}),
        "because of": sorted(numbers.reasons(item)),
        "does not work": calls.is_dead(item or {}),
        "also of others at the address": shared,
    }


def _call(item: Item, words: "_Words", person: str) -> dict[str, Any]:
    result: Item = next((p for p in item["people"] if p["person"] == person), {})
    numbers_ = [item.get("number", ""), *(t["number"] for t in item.get("tried", ()))]
    return {
        "at": uk_time(item["at"]),
        "version": item.get("version", 1),
        "phone bank": words.banks.get(item["bank"], item["bank"]),
        "outcome": _outcome(str(result.get("outcome", item["outcome"]))),
        "numbers rung": [display(e164) for e164 in numbers_ if e164],
        "name": result.get("name", ""),
        "elector number": result.get("elector", ""),
        "answers": words.answers(item, result.get("answers", {})),
        "note": result.get("note", ""),
        "note on the call": item.get("note", ""),
        "language": item.get("language", ""),
        "call back at": uk_time(item.get("call_back_at", 0)),
    }


def _matters(item: Item, about: Subject) -> Section:
    matter = quality.of_item(item)
    if matter.about.household not in about.homes and matter.about.number not in about.gone.numbers:
        return []
    return [
        {"what": matter.about.kind, "at": uk_time(each.at), "note": each.note, "language": each.language}
        for each in matter.raised.values()
        if about.person in each.people or matter.about.number in about.gone.numbers or about.gone.named_in(each.note)
    ]


class _Words:
    """The words of ids: names of phone banks, questions and their options."""

    def __init__(self) -> None:
        self.banks: dict[str, str] = {}
        self._questions: dict[tuple[str, int], dict[str, tuple[str, dict[str, str]]]] = {}

    def learn(self, family: str, item: Item) -> None:
        """Remember what an item says of words."""
        if family == "BANKS":
            self.banks[item[SK]] = str(item.get("name", item[SK]))
        elif family == "SCRIPT":
            asked = [block for block in item["blocks"] if block["type"] == "question"]
            options = {b["id"]: (b["label"], {o["id"]: o["label"] for o in b.get("options", ())}) for b in asked}
            self._questions[item[PK].partition("#")[2], int(item[SK].partition("#")[2])] = options

    def answers(self, call: Item, given: Mapping[str, Any]) -> dict[str, list[str]]:
        """What somebody answered in a call, in the words that were read out."""
        asked = self._questions.get((call["script"], call["script_version"]), {})
        said: dict[str, list[str]] = {}
        for question, answer in given.items():
            nothing: dict[str, str] = {}
            label, options = asked.get(question, (question, nothing))
            said[label] = [options.get(o, o) for o in ([answer] if isinstance(answer, str) else answer)]
        return said


def of_volunteer(context: Context, caller: str, tell: Tell) -> Sections:
    """What is held of a volunteer: who they are, their sessions, what they did day by day and call by call (of whom
    they rang, the household's id alone), what they wrote, and what is in the audit of or by them."""
    found: defaultdict[str, Section] = defaultdict(list)
    words, made = _Words(), list[Item]()
    for item in everything_else(context, tell):
        family, sort = item[PK].partition("#")[0], item[SK]
        words.learn(family, item)
        if family == "V" and item[PK].partition("#")[2] == caller:
            if sort == "V":
                found["volunteer"].append(_plain(item, times=("joined",)))
            else:
                found["signed in"].append({"until": uk_time(item[EXPIRES])})
        elif family == "D" and sort == caller:
            found["days"].append({"day": item[PK].split("#")[1], **_plain(item)})
        elif family == "C" and item["caller"] == caller:
            made.append(item)
        elif family in {"MAIL", "WAITING"} and sort == caller:
            found[{"MAIL": "trouble with mail", "WAITING": "waiting for a code"}[family]].append(
                _plain(item, times=("at", "since", "asked", EXPIRES))
            )
        elif family == "NOTES" and sort.partition("#")[0] == caller and item["text"] != notes.ERASED:
            found["notes to the organisers"].append({"at": uk_time(item["at"]), "text": item["text"]})
        elif family == "AUDIT" and caller in (item["who"], item.get("subject", "")):
            found["audit"].append({"at": uk_time(item["at"]), "act": item["act"], "by them": item["who"] == caller})
        elif family in {"JOBS", "IMPORTS"} and item.get("by") == caller:
            found["long work they asked for"].append(
                {"at": uk_time(item["created"]), "what": item.get("kind", "import")}
            )
    for item in sorted(made, key=lambda i: (i["at"], i["claim"])):
        bank = words.banks.get(item["bank"], item["bank"])
        rang = {"at": uk_time(item["at"]), "phone bank": bank, "household": item["household"]}
        found["calls"].append({**rang, "outcome": _outcome(item["outcome"])})
    return dict(found)


def _plain(item: Item, *, times: Iterable[str] = ()) -> dict[str, Any]:
    return {n: uk_time(v) if n in times else v for n, v in item.items() if n not in {PK, SK, "v", "rev"}}


def _outcome(outcome: str) -> str:
    return _OUTCOMES.get(outcome, outcome)


_OUTCOMES: Final = {str(outcome): words for outcome, words in OUTCOME_WORDS.items()}


def in_words(head: str, found: Sections) -> str:
    """What was found, to be read: a heading for each kind, a block of lines for each entry, without what is empty."""
    lines = [head]
    for section, each in found.items():
        lines += ["", section.capitalize(), "=" * len(section), ""]
        for entry in each:
            lines += [f"{name}: {text}" for name, value in entry.items() if (text := _text(value))] + [""]
    return "\n".join(lines)


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(text for each in value if (text := _text(each)))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
