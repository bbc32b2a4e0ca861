"""Whom a bank is for, in words: a target of the API from `--target`."""

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from .lists import text_of
from .screen import usage

Target = dict[str, Any]

TARGET_HELP: Final = (
    "Whom it is for: “everybody”, a JSON file, or a rule such as tag=member; several must all hold. The rules are in "
    "docs/organising.md."
)
TargetOption = Annotated[list[str] | None, typer.Option("--target", help=TARGET_HELP, metavar="RULE|FILE.json")]
AnyOption = Annotated[bool, typer.Option("--any", help="One of the rules is enough.")]
_WRITE: Final = (
    "Write it as tag=member, column:Ward=North, outcome:BANK=not_home, answer:BANK/QUESTION=OPTION, import=ID"
)


def read_target(given: list[str], *, any_of: bool) -> Target:
    """The target that these words say. Ends the command, as wrong usage, where one of them says nothing."""
    if len(given) == 1 and given[0].endswith(".json"):
        return _from_file(given[0])
    rules = [] if given == ["everybody"] else [_rule(words) for words in given]
    return {"match": "any" if any_of else "all", "rules": rules}


def _from_file(name: str) -> Target:
    if not Path(name).exists():
        raise usage(f"{name} is not there.")
    try:
        found = json.loads(text_of(name))
    except ValueError as error:
        raise usage(f"{name} is not JSON ({error}).") from None
    if not isinstance(found, dict) or "rules" not in found:
        raise usage(f"{name} holds no target: an object with “match” and “rules”.")
    return found


def _rule(words: str) -> dict[str, Any]:
    """One rule: `what=values`, `what!=values`, `what~text`, or `what=` for empty."""
    places = {mark: words.find(mark) for mark in ("=", "~") if mark in words}
    if not places:
        raise usage(f"“{words}” is no rule. {_WRITE}.")
    mark = min(places, key=lambda one: places[one])
    what, _, said = words.partition(mark)
    negative = mark == "=" and what.endswith("!")
    field = what.removesuffix("!") if negative else what
    values = [value.strip() for value in said.split(",") if value.strip()]
    kind, _, name = field.strip().partition(":")
    kind, name = kind.strip(), name.strip()
    if kind == "column" and name:
        return {"field": "column", "name": name, **_comparison(mark, negative=negative, values=values)}
    if not values or mark == "~":
        raise usage(f"“{words}” is no rule. {_WRITE}.")
    test = {"is": "not_in" if negative else "in", "values": values}
    if kind == "outcome" and name:
        return {"field": "outcome", "bank": name, **test}
    bank, slash, question = name.partition("/")
    if kind == "answer" and bank and slash and question:
        return {"field": "answer", "bank": bank, "question": question, **test}
    if (kind == "tag" or (kind == "import" and not negative)) and not name:
        return {"field": kind, **test}
    raise usage(f"“{words}” is no rule. {_WRITE}.")


def _comparison(mark: str, *, negative: bool, values: list[str]) -> dict[str, Any]:
    if not values:
        return {"is": "not_empty" if negative else "empty", "values": []}
    if mark == "~":
        return {"is": "contains", "values": values}
    return {"is": "not_in" if negative else "in", "values": values}


def in_words(target: Target | None) -> str:
    """A target in one line, as `--target` takes it."""
    if target is None:
        return ""
    if not target["rules"]:
        return "everybody"
    joint = " or " if target.get("match") == "any" else " and "
    return joint.join(_rule_in_words(rule) for rule in target["rules"])


def _rule_in_words(rule: dict[str, Any]) -> str:
    what = rule["field"]
    if what == "answer":
        what = f"answer:{rule['bank']}/{rule['question']}"
    elif what in {"column", "outcome"}:
        what = f"{what}:{rule.get('name') or rule.get('bank')}"
    marks = {"in": "=", "not_in": "!=", "contains": "~", "empty": "=", "not_empty": "!="}
    return f"{what}{marks[rule['is']]}{','.join(rule.get('values', []))}"
