"""docs/dependencies.md is what the locks and the packages say, and nothing in it is under terms that we can't keep."""

import pytest

from infra.supply import page
from infra.supply.environments import ENVIRONMENTS
from infra.supply.known import Facts, facts, licence_of, read_installed
from infra.supply.licences import DEPLOYED, STATED, TOOLS, accepted, parts_of, spdx
from infra.supply.locked import Locked, Package, everywhere

LOCKED = everywhere()
KNOWN = facts()


def test_every_licence_is_known_and_accepted_where_the_package_is_used() -> None:
    assert page.wrong(LOCKED, KNOWN) == []


def test_the_page_is_what_the_locks_say() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.page(), "make licences writes it anew"


def test_what_is_kept_is_what_the_installed_packages_say() -> None:
    here = {one: said for one, said in read_installed().items() if one in KNOWN}
    assert len(here) > 100
    assert {one: KNOWN[one].licence for one in here} == {one: said.licence for one, said in here.items()}
    # What is for extras that nobody asks for is left out.
    assert [one for one in here if unless_extra(here[one].needs) != unless_extra(KNOWN[one].needs)] == []
    assert [one for one in here if not set(KNOWN[one].needs) <= set(here[one].needs)] == []


def unless_extra(needs: tuple[str, ...]) -> set[str]:
    return {words for words in needs if " if " not in words}


def test_every_locked_package_is_kept_and_no_other() -> None:
    locked = {one.package for some in LOCKED.values() for one in some if not one.package.npm}
    assert locked - set(KNOWN) <= {one for one in locked if str(one) in STATED}
    assert set(KNOWN) <= locked
    assert {str(one.package) for some in LOCKED.values() for one in some} >= set(STATED)


def some(licence: str, environment: str) -> list[str]:
    """What is wrong with a package of a licence in an environment."""
    package = Package(npm=False, name="some", version="1.0")
    found = {one.name: [Locked(package)] if one.name == environment else [] for one in ENVIRONMENTS}
    return page.wrong(found, {package: Facts(licence)})


@pytest.mark.parametrize(
    ("licence", "where", "said"),
    [
        ("MIT", "lambda", None),
        ("", "lambda", "unknown licence"),
        ("MPL-2.0", "lambda", "MPL-2.0 is not accepted here"),
        ("MPL-2.0", "tests", None),
        ("AGPL-3.0-only", "tests", "AGPL-3.0-only is not accepted here"),
    ],
)
def test_an_unknown_or_incompatible_licence_is_named(licence: str, where: str, said: str | None) -> None:
    lines = some(licence, where)
    assert (lines == []) if said is None else (len(lines) == 1 and lines[0].endswith(f"some 1.0: {said}"))


def test_a_package_that_nobody_knows_has_no_licence() -> None:
    assert licence_of(Package(npm=False, name="some", version="1.0"), "", {}) == ""
    assert licence_of(Package(npm=True, name="some", version="1.0"), "SEE LICENSE IN file", {}) == ""


@pytest.mark.parametrize(
    ("expression", "taken"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only AND MIT", False),
        ("MIT AND (Apache-2.0 OR GPL-3.0-only)", True),
        ("(MIT AND GPL-3.0-only) OR GPL-2.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("MIT)", False),
        ("(MIT", False),
        ("", False),
    ],
)
def test_how_an_expression_is_taken(expression: str, taken: bool) -> None:
    assert accepted(expression, DEPLOYED) == taken


def test_an_exception_is_part_of_its_licence() -> None:
    assert accepted("GPL-2.0-only WITH Classpath-exception-2.0", TOOLS)
    assert not accepted("GPL-2.0-only", TOOLS)
    assert parts_of("GPL-2.0-only WITH Classpath-exception-2.0 OR (MIT AND ISC)") == {
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT",
        "ISC",
    }


@pytest.mark.parametrize(
    ("said", "texts", "licence"),
    [
        ("Apache Software License", (), "Apache-2.0"),
        ("mit", (), "MIT"),
        ("apache-2.0 or mit", (), "Apache-2.0 OR MIT"),
        ("BSD License", ("used to endorse\n or promote products",), "BSD-3-Clause"),
        ("BSD", ("Redistribution is permitted",), "BSD-2-Clause"),
        ("BSD", (), ""),
        ("Proprietary", (), ""),
        ("UNKNOWN", (), ""),
    ],
)
def test_what_packages_call_their_licence(said: str, texts: tuple[str, ...], licence: str) -> None:
    assert spdx(said, texts) == licence


def test_every_accepted_licence_is_one_of_spdx_and_says_why() -> None:
    assert {name: spdx(name) for name in TOOLS} == {name: name for name in TOOLS}
    assert all(TOOLS.values())
