"""docs/data-protection.md: every kind of item is in it, and every figure is the code's."""

import inspect
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from infra.commands.subjects import BACKUP_DAYS
from infra.config import Election
from infra.local.install import paths
from infra.sizes import SIZES
from infra.staff import removal
from infra.staff.cdk import WORK
from ringround.api.identity import DEVICE_SECONDS
from ringround.api.routes import ROUTES
from ringround.api.views import MOST_HISTORY
from ringround.domain import desk, household, leaderboard, mail_trouble, quality, recording
from ringround.domain.bank import SCREENING_DAYS, Bank, Campaign
from ringround.domain.ringing_back import LOOKED_BACK_DAYS
from ringround.importing.meanings import LABELS
from ringround.storage import (
    audit,
    banks,
    boards,
    callers,
    campaign,
    exports_files,
    imports,
    imports_files,
    imports_journal,
    jobs,
    keys,
    mail_troubles,
    notes,
    overview,
    waiting,
)
from ringround.storage.table import Table
from ringround.usecases import sign_in
from tests.support.items import BY_ITSELF, kind_of, kinds

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
TAKEN_DOWN = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").split("\n## Take one down\n")[1]
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
    ("who read or wrote which file (S3's own log)", f"{default('log_days')} days"),
    ("logs of functions and of the API", f"{default('log_days')} days"),
    ("backups of the table (point-in-time recovery)", f"{BACKUP_DAYS} days"),
]
BROWSER = [
    ("cookie `__Host-session`", f"{sign_in.SESSION_SECONDS // DAY} days"),
    ("cookie `__Host-device`", f"{DEVICE_SECONDS // DAY} days"),
]
RULES = Bank(id="x", name="x", hours={}, script="x")
SENTENCES = [
    f"| how many | {RULES.claims_per_hour} households, {RULES.skips_per_hour} skips",
    f" skips and {desk.LOOKUPS_AN_HOUR} searches for who rings back an hour |",
    f"they rang themselves within {LOOKED_BACK_DAYS} days",
    f"for {LOOKED_BACK_DAYS} days whom they rang by the last digits of a number",
    f"the key, deleted after {removal.KEY_DAYS} days",
    f"the upload has it for its {default('upload_days')} days",
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
    assert (exports_files.LINK_SECONDS, imports_files.LINK_SECONDS, MOST_HISTORY) == (10 * MINUTE, HOUR, 10)
    assert "exports by a link of ten minutes, problems by one of an hour" in PAGE
    assert "the last ten calls" in PAGE


KEPT_OF: dict[type, tuple[str, str, str]] = {
    household.Household: (
        "Household",
        "address=address town=address postcode=address people=names numbers=telephone_numbers "
        "banks=which_banks log=each_call claim=in_hand lapsed=in_hand skipped=who_skipped_it",
        "id not_before queue rev imported joined",
    ),
    household.Person: (
        "Household",
        "name=names first_name=names elector=elector_numbers may_vote=whether_they_may_vote tags=tags "
        "columns=kept_columns marks=who_has_voted imports=which_imports_brought_them "
        "erased=when_they_were_erased",
        "id",
    ),
    household.Number: (
        "Household",
        "e164=telephone_numbers kind=mobile_or_landline whose=whose screened_on=screened_when "
        "suppressed=objected dead=dead",
        "marked vouched",
    ),
    household.Targeting: (
        "Household",
        "people=which_banks_want_them",
        "since priority",
    ),
    household.LogEntry: (
        "Household",
        "caller=by_whom at=when outcome=outcome number=numbers people=outcome tried=numbers note=note "
        "call_back_at=call-back call_back_for=call-back",
        "claim bank version late",
    ),
    household.Claim: (
        "Household",
        "caller=who_has_it_in_hand ringing=on_which_number_somebody_rings_back",
        "id until",
    ),
    household.Tried: (
        "Household",
        "number=numbers outcome=outcome",
        "",
    ),
    recording.Call: (
        "Call version",
        "entry=which_volunteer people=electors recorded_at=when language=language chosen=answers "
        "flag=organisers_are_to_look",
        "household script script_version reached",
    ),
    recording.PersonResult: (
        "Call version",
        "name=name elector=elector_number outcome=outcome answers=answers note=note flag=organisers_are_to_look",
        "person",
    ),
    quality.About: (
        "What to decide",
        "household=household number=number",
        "kind",
    ),
    quality.Raised: (
        "What to decide",
        "caller=which_callers at=when people=people_by_id note=what_callers_noted language=what_callers_noted",
        "bank",
    ),
    quality.Settled: (
        "What to decide",
        "decision=what_was_decided by=by_whom",
        "at",
    ),
    callers.Volunteer: (
        "Volunteer",
        "email=e-mail_address name=name role=role active=whether_they_were_removed joined=when_they_joined "
        "on_leaderboard=their_wish_for_leaderboards",
        "id",
    ),
    callers.Session: (
        "Session",
        "caller=whose_it_is token_hash=a_hash handed_by=who_handed_out handed_as=to_which_role",
        "expires",
    ),
    callers.Code: (
        "Sign-in code",
        "code_hash=hashes tries=how_often_it_was_tried device=device handed_by=who_handed_it_out "
        "handed_as=to_which_role",
        "sent_at",
    ),
    mail_trouble.Trouble: (
        "Trouble with mail",
        "what=bounced,_reported,_late at=when",
        "lasting",
    ),
    waiting.Waiting: (
        "Who waits for a code",
        "email=e-mail_address name=name join=join_code since=since_when asked=since_when",
        "id",
    ),
    notes.Note: (
        "Note to the organisers",
        "caller=id name=name bank=in_which_bank at=when text=what_a_volunteer_wrote",
        "id",
    ),
    imports.Import: (
        "Import",
        "files=names_of_files by=who_imported created=when started_at=when finished_at=when counts=counts "
        "prefixes=prefixes_of_elector_numbers districts=postcode_districts "
        "fingerprints=a_keyed_hash_of_each_file",
        "id bank bank_name state keep rows_read rows_done rows_total error_code error_message problems "
        "people_known households_known check preview runs undo undo_began",
    ),
    imports.Upload: (
        "Import",
        "name=names_of_files",
        "size columns separator",
    ),
    imports_journal.Step: (
        "An import's work",
        "made=households numbers=telephone_numbers electors=people_by_id suppressed=telephone_numbers "
        "conflicts=telephone_numbers before=as_it_was_before",
        "at key",
    ),
    jobs.Job: (
        "Job",
        "detail=whom_it_is_about_by_id by=who_asked created=when result=whom_it_found_by_id",
        "id kind state started finished done total error_code error_message run ends",
    ),
    audit.Entry: (
        "Audit entry",
        "who=organisers,_admins act=what_they_did at=when subject=whom_or_what_it_concerned_by_id details=counts",
        "id",
    ),
    overview.AtWork: (
        "Overview",
        "caller=id name=name role=role last_call=when_they_were_last_at_work "
        "last_seen=when_they_were_last_at_work leases=until_when_they_hold_households by_bank=calls "
        "flags=what_is_odd",
        "active",
    ),
    overview.Done: (
        "Volunteers' earlier days",
        "calls=calls conversations=conversations last=when_they_were_last_at_work flags=what_is_odd",
        "",
    ),
    leaderboard.Leader: (
        "Progress of a bank",
        "caller=id name=name calls=calls conversations=calls",
        "",
    ),
    boards.Sum: (
        "Sum of a shard of desks",
        "totals=counts leaders=names_of_those_on_leaderboards callers=Volunteers_by_id",
        "as_of more",
    ),
    banks.ScriptVersion: (
        "Script version",
        "by=who_wrote_it at=when",
        "script",
    ),
    Bank: (
        "Bank",
        "screening_waived=an_organiser's_words return_number=return_number",
        "id name purpose kind status hours cool_down busy_wait max_attempts left_message_allowed screening "
        "script script_version priorities claims_per_hour skips_per_hour people households created "
        "leaderboard target priority queue_parts",
    ),
    Campaign: (
        "Campaign",
        "secret=the_secret imprint=the_imprint privacy_contact=the_contact_for_privacy",
        "name party brand on_brand poll_date ends default_hours closing blocked has_logo queue_parts",
    ),
    campaign.Closing: (
        "Closing",
        "asked_by=who_asked_for_the_end asked=when fetched=when fetched_by=who_fetched "
        "handed_by=who_handed_out_the_code",
        "asked_role export destroying",
    ),
    desk.Desk: (
        "Desk: a caller's day",
        "caller=volunteers slots=claims_in_hand claims=how_many_claims skips=skips "
        "call_backs=call-backs_promised tally=outcome_and_answer lookups=searches notes=notes "
        "shown_as=the_name_for_leaderboards last_call=when_the_last_one_was closed=whether_they_were_removed "
        "freed=claims_in_hand returns=households_given_back",
        "day rev",
    ),
}
"""Of each thing that is written into an item: the item's row on the page; for each field the words of that row that say
what is kept by it; and the fields that say nothing of anybody, or nothing that the others do not say."""


@pytest.mark.parametrize("kind", KEPT_OF, ids=lambda kind: kind.__name__)
def test_every_field_that_is_kept_is_on_the_page(kind: Any) -> None:
    row, said, nothing = KEPT_OF[kind]
    words = dict(pair.split("=") for pair in said.split())
    known = {*words, *nothing.split()}
    assert known == {f.name for f in fields(kind)}, f"say in docs/data-protection.md, {row}, what is kept now"
    what = items()[row][0]
    assert not [word for word in words.values() if word.replace("_", " ") not in what]


def test_the_entry_in_the_list_is_the_same_without_the_wish(table: Table) -> None:
    callers.add(table, callers.Volunteer("sam", "sam@example.org", "Sam Shah"))
    callers.show_on_leaderboard(table, "sam", True)
    own, listed = table.get(keys.volunteer("sam")) or {}, table.get(keys.listed("sam")) or {}
    assert own.keys() - listed.keys() == {"on_leaderboard"}
    assert items()["Volunteer's entry in the list"][0] == "the same without the wish"


def test_only_the_largest_size_has_sums_of_desks() -> None:
    assert {name for name, size in SIZES.items() if size.queue_parts > 1} == {"general-election"}
    assert items()["Sum of a shard of desks"][0].startswith("only where `size` is `general-election`.")


def texts(node: Any) -> set[str]:
    """Every text in a part of a schema."""
    if isinstance(node, dict | list):
        return {text for part in (node.values() if isinstance(node, dict) else node) for text in texts(part)}
    return {str(node)}


def test_what_a_by_elections_file_says_of_people_is_said_to_stand_in_templates() -> None:
    """Where in them it stands: tests/infra/test_at_rest.py."""
    schema = Election.model_json_schema()
    of_people = {schema["$defs"]["Admin"]["properties"]["email"]["pattern"], "#/$defs/Admin"}
    named = {name for name, of in schema["properties"].items() if texts(of) & of_people}
    assert named == {"admins", "alarm_emails", "sender"}
    what, _, _ = rows("Elsewhere")["templates (CloudFormation, CDK's bootstrap bucket)"]
    assert all(f"`{name}`" in what for name in (*named, "imprint", "privacy_contact"))
    assert all(f"`{name}`" in TAKEN_DOWN for name in (*named, "imprint", "privacy_contact"))
    machines, _, _ = rows("Elsewhere")["staff's and organisers' machines"]
    assert f"`{WORK.relative_to(paths.ROOT)}`" in machines


def test_how_templates_are_removed_is_as_the_cdk_that_is_used_has_it() -> None:
    readme = ROOT / "infra" / "node_modules" / "aws-cdk" / "README.md"
    if not readme.exists():
        pytest.skip("the CDK command is not installed")
    text = readme.read_text(encoding="utf-8")
    assert "cdk gc --unstable=gc --type=s3" in text
    assert "object deletion will be handled by the lifecycle" in text
    template = readme.parent / "lib" / "api" / "bootstrap" / "bootstrap-template.yaml"
    (days,) = re.findall(r"NoncurrentDays: (\d+)", template.read_text(encoding="utf-8"))
    assert f"keeps what was deleted for {days} days" in TAKEN_DOWN
    assert "--unstable=gc --type=s3" in TAKEN_DOWN


def test_the_certificate_is_everybodys_and_names_roles() -> None:
    assert next(route.access for route in ROUTES if route.path == "/api/close") == "always"
    what, _, seen = rows("Elsewhere")["certificate, and the proof of `ringround destroy`"]
    assert "the roles of who asked and confirmed" in what
    assert "the certificate alone everybody" in seen


def test_a_date_of_birth_is_read_and_only_kept_as_a_column_for_filters() -> None:
    assert {"born", "keep"} <= set(LABELS)
    assert not [f.name for f in fields(household.Person) if "born" in f.name]
    assert "No date of birth goes\ninto the table, unless an organiser has the column" in PAGE


def test_what_the_page_keeps_in_the_browser_is_in_it() -> None:
    """Every place where the page stores something is named, and the files that do so are those looked at here."""
    sources = [*(ROOT / "web" / "src").rglob("*.ts"), *(ROOT / "web" / "src").rglob("*.tsx")]
    stores = {
        path.relative_to(ROOT / "web" / "src").as_posix(): set(
            re.findall(r"\b(localStorage|sessionStorage|createStore|document\.cookie)\b", text)
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


def test_the_service_worker_keeps_the_pages_files_and_no_answer_of_the_api() -> None:
    sources = [*(ROOT / "web" / "src").rglob("*.ts*"), *(ROOT / "web" / "sw").rglob("*.ts")]
    writing = {p.name for p in sources if re.search(r"\bcache\.(put|add|addAll)\(", p.read_text(encoding="utf-8"))}
    assert writing == {"worker.ts"}
    worker = (ROOT / "web" / "sw" / "worker.ts").read_text(encoding="utf-8")
    assert re.findall(r"cache\.put\(([^,]+),", worker) == ["build.files[n] ?? PAGE"]
    assert rows("In a volunteer's browser")["cache of the service worker"][0] == (
        "the page's own files, and no answer of the API"
    )
