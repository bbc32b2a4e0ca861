"""A bank's target: the filter that says whom it wants, written by organisers, applied to what is known of a person.

Somebody who is done everywhere (deceased, moved, voted, do not call) is never a target; that is no part of the filter.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from .errors import BreaksRule
from .household import Household
from .outcomes import Outcome
from .placement import Facts

Field = Literal["tag", "column", "outcome", "answer", "import"]
Test = Literal["in", "not_in", "contains", "empty", "not_empty"]

ANY_BANK: Final = "*"
MOST_RULES: Final = 20
MOST_VALUES: Final = 200
LONGEST_VALUE: Final = 200

TESTS: Final[dict[Field, tuple[Test, ...]]] = {
    "tag": ("in", "not_in"),
    "column": ("in", "not_in", "contains", "empty", "not_empty"),
    "outcome": ("in", "not_in"),
    "answer": ("in", "not_in"),
    "import": ("in",),
}
_WITHOUT_VALUES: Final = ("empty", "not_empty")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule looks at, of every person: all their tags, one column (`name`), what came of their calls in a bank,
    what they answered there to a question, the imports that brought them or changed what
    is known of them."""

    field: Field
    name: str = ""
    bank: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition. `accepts` is the whole of it, so that counting and targeting can't differ."""

    subject: Subject
    test: Test
    values: frozenset[str] = frozenset()

    def accepts(self, known: Collection[str]) -> bool:
        """Whether the rule holds for somebody of whom these values are known: none for a tag, a column or an answer
        that they do not have."""
        if self.test == "in":
            return not self.values.isdisjoint(known)
        if self.test == "not_in":
            return self.values.isdisjoint(known)
        if self.test == "contains":
            return any(part.casefold() in value.casefold() for part in self.values for value in known)
        return any(known) is (self.test == "not_empty")


@dataclass(frozen=True, slots=True)
class Target:
    """Rules, and whether all of them must hold or any. No rules: everybody who may vote."""

    rules: tuple[Rule, ...] = ()
    every: bool = True

    @property
    def asks_for(self) -> set[tuple[str, str]]:
        """The answers that must be known to apply it: pairs of bank and question."""
        subjects = (rule.subject for rule in self.rules)
        return {(s.bank, s.question) for s in subjects if s.field == "answer"}

    def accepts(self, traits: "Traits") -> bool:
        """Whether it wants a person, as far as the rules go."""
        if not self.rules:
            return True
        met = (rule.accepts(traits.of(rule.subject)) for rule in self.rules)
        return all(met) if self.every else any(met)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a person for targets. `outcomes`: the latest by bank, `""` for what lists say of them;
    `answers`: options by bank and question."""

    tags: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    imports: tuple[str, ...] = ()
    outcomes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def of(self, subject: Subject) -> Collection[str]:
        """The values of one subject."""
        if subject.field == "tag":
            return self.tags
        if subject.field == "import":
            return self.imports
        if subject.field == "column":
            value = self.columns.get(subject.name, "")
            return (value,) if value else ()
        if subject.field == "answer":
            return self.answers.get((subject.bank, subject.question), ())
        if subject.bank == ANY_BANK:
            return {o for found in self.outcomes.values() for o in found}
        return self.outcomes.get(subject.bank, ())


Answers = Mapping[tuple[str, str], tuple[str, ...]]


def traits_of(household: Household, answers: Mapping[str, Answers]) -> dict[str, Traits]:
    """The traits of everybody in a household; `answers` by person come from the calls."""
    latest: dict[str, dict[str, tuple[str, ...]]] = {person: {} for person in household.people}
    for entry in sorted(household.log, key=lambda e: e.at):
        for person, outcome in entry.people.items():
            if person in latest:
                latest[person][entry.bank] = (str(outcome),)
    for marked in household.people.values():
        if marked.marks:
            latest[marked.id][""] = tuple(sorted(map(str, marked.marks)))
    return {
        p.id: Traits(p.tags, p.columns, p.imports, latest[p.id], answers.get(p.id, {}))
        for p in household.people.values()
    }


def wanted(household: Household, facts: Facts, target: Target, traits: Mapping[str, Traits]) -> tuple[str, ...]:
    """The people of a household whom a target wants: they may vote, are not done everywhere, and the rules hold."""
    return tuple(
        p.id
        for p in household.people.values()
        if p.may_vote and p.id not in facts.settled and target.accepts(traits[p.id])
    )


def parse(data: object) -> Target:
    """The target that an organiser wrote: `{"match": "all" | "any", "rules": […]}`.

    Raises BreaksRule (`target_invalid`) with every problem in `details["problems"]`, each in words and with the number
    of its rule, counted from 1.
    """
    problems: list[str] = []
    said = data if isinstance(data, Mapping) else {}
    if not isinstance(data, Mapping):
        problems.append("A target has “match” and “rules”")
    match = said.get("match", "all")
    if match not in ("all", "any"):
        problems.append("“match” says whether all rules must hold or any of them")
    raw = said.get("rules", [])
    if not isinstance(raw, (list, tuple)):
        problems.append("“rules” is a list")
        raw = ()
    if len(raw) > MOST_RULES:
        problems.append(f"A target has at most {MOST_RULES} rules")
    rules = []
    for place, each in enumerate(raw[:MOST_RULES], start=1):
        found: list[str] = []
        rule = _rule(each, found)
        problems += [f"Rule {place} {what}" for what in found]
        if rule:
            rules.append(rule)
    if problems:
        raise BreaksRule("This target cannot be used.", {"problems": problems}, code="target_invalid")
    return Target(tuple(rules), match == "all")


def _rule(raw: object, problems: list[str]) -> Rule | None:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("field"), str) or raw["field"] not in TESTS:
        problems.append(f"looks at something that there is not: use {', '.join(TESTS)}")
        return None
    kind: Field = raw["field"]
    test = raw.get("is")
    if not isinstance(test, str) or test not in TESTS[kind]:
        problems.append(f"compares in a way that there is not for this: use {', '.join(TESTS[kind])}")
        return None
    needed = {"column": ("name",), "outcome": ("bank",), "answer": ("bank", "question")}.get(kind, ())
    said = {part: _text(raw.get(part)) for part in needed}
    problems.extend(f"does not say which {'column' if part == 'name' else part}" for part in needed if not said[part])
    if kind == "answer" and said["bank"] == ANY_BANK:
        problems.append("asks for an answer without naming the bank: questions differ from bank to bank")
    values = _values(raw.get("values"), test, problems)
    if kind == "outcome" and (strange := sorted(values - {str(o) for o in Outcome})):
        problems.append(f"has an outcome that does not exist: “{strange[0]}”")
    return None if problems else Rule(Subject(kind, **said), test, values)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and len(value) <= LONGEST_VALUE else ""


def _values(raw: object, test: Test, problems: list[str]) -> frozenset[str]:
    if test in _WITHOUT_VALUES:
        return frozenset()
    values: Sequence[object] = raw if isinstance(raw, (list, tuple)) else ()
    texts = [v.strip() for v in values if isinstance(v, str)]
    if not values or len(texts) < len(values) or not all(texts):
        problems.append("has nothing to compare with: give at least one value, each with something in it")
    if len(values) > MOST_VALUES or any(len(text) > LONGEST_VALUE for text in texts):
        problems.append(f"has more than {MOST_VALUES} values, or one of over {LONGEST_VALUE} characters")
    return frozenset(texts)


def to_data(target: Target) -> dict[str, Any]:
    """A target in the shape in which it is written; `parse` reads it back."""
    return {"match": "all" if target.every else "any", "rules": [_rule_data(rule) for rule in target.rules]}


def _rule_data(rule: Rule) -> dict[str, Any]:
    subject = rule.subject
    parts = {"name": subject.name, "bank": subject.bank, "question": subject.question}
    data: dict[str, Any] = {"field": subject.field, **{n: v for n, v in parts.items() if v}, "is": rule.test}
    return {**data, "values": sorted(rule.values)} if rule.values else data
