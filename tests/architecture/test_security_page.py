"""docs/security.md names tests that are there, and goes through every chapter of the standard."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TEST = re.compile(r"`((?:web/)?tests/[\w/.-]+?\.(?:py|tsx?))(?:::(\w+))?`")
ROW = re.compile(r"^\| (?!---|threat|chapter)(.+?) \| (.+) \|$", re.MULTILINE)
ATTACKS = (
    *("by address", "by network", "across many addresses", "flooding", "who is registered", "stealing a session"),
    *("fixing a session", "forged origin", "after signing out", "rising in role", "somebody else's claim"),
    *("another bank's household", "reading the register", "large and deep", "slow requests", "formulas", "markup"),
    *("paths in uploads", "removed in mid-call"),
)


def threats() -> list[tuple[str, str]]:
    """The rows of the first table: the threat, and the rest."""
    table = PAGE.split("## Threats")[1].split("\n## ")[0]
    return [(found[1], found[2]) for found in ROW.finditer(table)]


@cache
def defined_in(path: str) -> frozenset[str]:
    """The classes and functions of a file of tests."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    kinds = (ast.ClassDef, ast.FunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


@pytest.mark.parametrize(("path", "name"), sorted(set(TEST.findall(PAGE))), ids=lambda value: value or "whole")
def test_each_test_that_it_names_is_there(path: str, name: str) -> None:
    assert (ROOT / path).is_file()
    assert not name or name in defined_in(path)


def test_each_threat_has_a_test() -> None:
    assert len(threats()) > 20
    assert [threat for threat, rest in threats() if not TEST.search(rest)] == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_that_was_asked_for_is_one_of_them(attack: str) -> None:
    assert [threat for threat, _ in threats() if attack in threat]


def test_every_file_of_attacks_is_named() -> None:
    tried = {f"tests/abuse/{path.name}" for path in (ROOT / "tests" / "abuse").glob("test_*.py")}
    assert tried <= {path for path, _ in TEST.findall(PAGE)}


def test_each_chapter_of_the_standard_is_met_or_not_or_does_not_apply() -> None:
    table = PAGE.split("## OWASP ASVS")[1]
    said = {found[1].split()[0]: found[2] for found in ROW.finditer(table)}
    assert list(said) == [f"V{n}" for n in range(1, 18)]
    assert all(re.match(r"\*\*(Met|Not met|Does not apply)", standing) for standing in said.values())
