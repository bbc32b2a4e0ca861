"""What the registries' answers are taken for; that a registry is silent is never taken for good news."""

import json
from collections.abc import Mapping

import pytest

from infra.supply.audit import Answer, Weakness, npm_answer, python_answer, report, rounds
from infra.supply.locked import Package

FINE = {"name": "good", "version": "1.0", "vulns": []}
WEAK = {"name": "bad", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1", "3.0"]}]}
SKIPPED = {"name": "gone", "skip_reason": "Dependency not found on PyPI and could not be audited: gone (1.0)"}
ADVISORY = {"url": "https://example.org/GHSA-1", "severity": "high", "title": "…"}


def printed(*rows: Mapping[str, object]) -> str:
    return json.dumps({"dependencies": rows, "fixes": []})


def npm(**found: Mapping[str, object]) -> str:
    return json.dumps({"auditReportVersion": 2, "vulnerabilities": found})


def test_nothing_known() -> None:
    said, code = report([python_answer("Python", 1, printed(FINE), ""), npm_answer("npm", 5, npm(), "")])
    assert code == 0
    assert said.endswith("Asked about 6 packages: nothing is known against them.")


def test_a_weakness_of_python() -> None:
    answer = python_answer("Python", 2, printed(FINE, WEAK), "")
    assert answer.weaknesses == (Weakness("bad", "2.0", "PYSEC-1", "2.1, 3.0"),)
    said, code = report([answer])
    assert code == 1
    assert "bad 2.0: PYSEC-1; better in 2.1, 3.0" in said


def test_a_weakness_of_npm_is_told_once_and_by_the_package_that_has_it() -> None:
    bad = {"via": [ADVISORY], "range": "<2.0.0", "fixAvailable": {"name": "top", "version": "9.0.0"}}
    through = {"via": ["bad"], "range": "*", "fixAvailable": True}
    answer = npm_answer("npm", 5, npm(bad=bad, through=through), "")
    assert answer.weaknesses == (Weakness("bad", "<2.0.0", "https://example.org/GHSA-1 (high)", "top 9.0.0"),)
    assert report([answer])[1] == 1


def test_a_weakness_without_a_remedy_says_so() -> None:
    bad = {"via": [ADVISORY], "range": "*", "fixAvailable": False}
    assert "no better version is named" in report([npm_answer("npm", 1, npm(bad=bad), "")])[0]


@pytest.mark.parametrize(
    "answer",
    [
        python_answer("Python", 1, "", "ServiceError: no route\n"),
        python_answer("Python", 1, "<html>", "…"),
        python_answer("Python", 1, printed(SKIPPED), "No known vulnerabilities found"),
        python_answer("Python", 2, printed(FINE), "No known vulnerabilities found"),
        npm_answer("npm", 1, '{"message": "405 Method Not Allowed"}', "npm error audit endpoint returned an error"),
        npm_answer("npm", 1, '{"error": {"summary": ""}}', "npm error\n"),
        npm_answer("npm", 1, "", ""),
        npm_answer("npm", 1, "[]", ""),
    ],
)
def test_what_was_not_answered_is_no_good_news(answer: Answer) -> None:
    said, code = report([answer, python_answer("Python", 1, printed(FINE), "")])
    assert code == 3
    assert "not asked: " in said
    assert "Not everything could be asked" in said
    assert "nothing is known" not in said


def test_what_is_known_counts_more_than_what_was_not_answered() -> None:
    said, code = report([python_answer("Python", 3, printed(FINE, WEAK, SKIPPED), "")])
    assert code == 1
    assert "Not everything could be asked" in said
    assert "2 of 3 packages answered for, 1 known weaknesses" in said


def test_many_silences_are_told_in_a_few_lines() -> None:
    said, _ = report([python_answer("Python", 15, printed(*[SKIPPED] * 15), "")])
    assert said.count("gone") == 3
    assert "12 more, likewise" in said


def test_no_list_has_a_package_in_two_versions() -> None:
    packages = [Package(npm=False, name=name, version=version) for name, version in ("a1", "a2", "b1", "a3", "b2")]
    lists = rounds(packages)
    assert [[str(one) for one in some] for some in lists] == [["a 1", "b 1"], ["a 2", "b 2"], ["a 3"]]
