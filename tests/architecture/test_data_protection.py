"""docs/data-protection.md: every kind of item is in it, and every figure is the code's."""

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from infra.commands.subjects import BACKUP_DAYS
from infra.config import Election
from ringround.api.identity import DEVICE_SECONDS
from ringround.api.views import MOST_HISTORY
from ringround.domain.bank import SCREENING_DAYS, Bank
from ringround.storage import exports_files, keys, mail_troubles, waiting
from ringround.usecases import sign_in
from tests.support.items import BY_ITSELF, kind_of, kinds

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?!---)([^|]+?) \| (.+) \|$", re.MULTILINE)
DAY, HOUR, MINUTE = 86400, 3600, 60


def section(heading: str) -> str:
    """What stands under a heading, up to the next one."""
    return re.split(r"\n##+ ", PAGE.split(f"# {heading}\n", 1)[1])[0]


def rows(heading: str) -> dict[str, list[str]]:
    """The rows of a section's table by their first cell; the others of each."""
    return {first: re.split(r" \| ", rest) for first, rest in ROW.findall(section(heading))}


def items() -> dict[str, list[str]]:
    """The kinds of items: what they hold, how long they are kept, who sees them."""
    found = rows("What is kept, item by item")
    found.pop("item")
    return found


def test_every_kind_of_item_is_in_it_and_no_other() -> None:
    assert set(items()) == set(kinds())


def test_every_key_that_is_made_is_of_a_kind() -> None:
    makers = [f for _, f in inspect.getmembers(keys, inspect.isfunction) if f.__annotations__.get("return") == keys.Key]
    assert len(makers) > 30
    for make in makers:
        if make is not keys.key:
            given: dict[str, Any] = {
                name: 1 if each.annotation is int else "2027-03-04"
                for name, each in inspect.signature(make).parameters.items()
                if each.default is inspect.Parameter.empty
            }
            made = make(**given)
            assert kind_of(made["pk"], made["sk"]) in items(), make.__name__


def test_what_goes_by_itself_says_when_and_the_rest_does_not() -> None:
    timed = {name for name, (_, kept, _) in items().items() if re.search(r"\d", kept)}
    assert timed == BY_ITSELF
    others = {kept for name, (_, kept, _) in items().items() if name not in BY_ITSELF}
    assert others == {"the end", "until the next look"}


def default(name: str) -> int:
    """What a by-election's file has where it says nothing."""
    found = Election.model_fields[name].default
    assert isinstance(found, int)
    return found


def most(name: str) -> int:
    """The most that a by-election's file may say."""
    return next(int(rule.le) for rule in Election.model_fields[name].metadata if hasattr(rule, "le"))


KEPT = [
    ("Session", f"{sign_in.SESSION_SECONDS // DAY} days"),
    ("Sign-in code", f"{sign_in.CODE_SECONDS // MINUTE} minutes by mail, {sign_in.HANDED_SECONDS // MINUTE} minutes"),
    ("Trouble with mail", f"{mail_troubles.KEPT_SECONDS // DAY} days"),
    ("Who waits for a code", f"{waiting.WAITING_SECONDS // HOUR} hours"),
    (
        "Rate counter",
        f"{2 * sign_in.WINDOW_SECONDS // HOUR} hours; those for a day {2 * sign_in.DAY_SECONDS // DAY} days",
    ),
]
ELSEWHERE = [
    ("uploads (S3)", f"{default('upload_days')} days (`upload_days`), at most {most('upload_days')} "),
    ("exports (S3)", f"{default('export_days')} days (`export_days`), at most {most('export_days')} "),
    ("who fetched which file (S3's own log)", f"{default('log_days')} days"),
    ("logs of functions and of the API", f"{default('log_days')} days"),
    ("backups of the table (point-in-time recovery)", f"{BACKUP_DAYS} days"),
]
BROWSER = [
    ("cookie `__Host-session`", f"{sign_in.SESSION_SECONDS // DAY} days"),
    ("cookie `__Host-device`", f"{DEVICE_SECONDS // DAY} days"),
]
RULES = Bank(id="x", name="x", hours={}, script="x")
SENTENCES = [
    f"| how many | {RULES.claims_per_hour} households and {RULES.skips_per_hour} skips an hour |",
    f"older than {SCREENING_DAYS} days",
    f"uploads after {default('upload_days')} days, exports after {default('export_days')}, backups after {BACKUP_DAYS}",
    f"| {BACKUP_DAYS} days of backups",
]


@pytest.mark.parametrize(
    ("heading", "row", "figure"),
    [
        *(("What is kept, item by item", *each) for each in KEPT),
        *(("Elsewhere", *each) for each in ELSEWHERE),
        *(("In a volunteer's browser", *each) for each in BROWSER),
    ],
)
def test_how_long_something_is_kept_is_what_the_code_says(heading: str, row: str, figure: str) -> None:
    assert f" | {figure}" in f" | {' | '.join(rows(heading)[row])} "


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_figure_in_a_sentence_is_what_the_code_says(sentence: str) -> None:
    assert sentence in PAGE


def test_a_link_holds_ten_minutes_and_a_card_the_last_ten_calls() -> None:
    assert (exports_files.LINK_SECONDS, MOST_HISTORY) == (10 * MINUTE, 10)
    assert "by a link of ten minutes" in PAGE
    assert "the last ten calls" in PAGE


def test_what_the_page_keeps_in_the_browser_is_in_it() -> None:
    """Every place where the page stores something is named, and the files that do so are those looked at here."""
    sources = [*(ROOT / "web" / "src").rglob("*.ts"), *(ROOT / "web" / "src").rglob("*.tsx")]
    stores = {
        path.relative_to(ROOT / "web" / "src").as_posix(): set(
            re.findall(r"\b(localStorage|sessionStorage|createStore)\b", text)
        )
        for path in sources
        if (text := path.read_text(encoding="utf-8"))
    }
    assert {path for path, used in stores.items() if used} == {
        *("call/draft.ts", "organiser/script/kept.ts", "outbox/storage.ts", "pwa/register.ts", "store/controller.ts"),
        *("store/drafts.ts", "store/session.ts", "strings/load.ts", "ui/theme.ts"),
    }, "a new place where something is kept on a device: say in docs/data-protection.md what, and for how long"
    said = section("In a volunteer's browser")
    assert all(word in said for word in ("IndexedDB", "localStorage", "sessionStorage"))
