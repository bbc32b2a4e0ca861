"""Formulas, markup and line breaks in names, notes and scripts.

Cells of every file: tests/domain/test_cells.py, tests/usecases/test_exports.py. What a page shows of them:
web/tests/injection.test.tsx; what may run in it: tests/infra/test_site.py.
"""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from ringround.domain.bank import Campaign
from ringround.domain.cells import plain
from ringround.usecases.sign_in_mail import code_mail
from tests.builders import a_household, a_number, a_person
from tests.events import Browser
from tests.functions.closing import Ending
from tests.functions.conftest import Deployed
from tests.importing.lists import EVERYTHING, read_all, write

ROOT = Path(__file__).resolve().parents[2]
FORMULAS = ('=HYPERLINK("https://evil.example","x")', "+44", "-1+1|cmd", "@SUM(1)", "\t=1", "＝1")
SIGNS = tuple("=+-@\t\r\0＝＋－＠")
"""What begins a formula (OWASP, CSV injection)."""
MARKUP = '<img src=x onerror="alert(1)"><script>alert(1)</script>'
AS_HTML = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\.write|createContextualFragment|\beval\(|\bFunction\("
    r"|srcdoc|javascript:|DOMParser",
    re.IGNORECASE,  # Preact's own way is called dangerouslySetInnerHTML.
)


def cells_of(text: str) -> list[str]:
    """Every cell of a CSV file."""
    return [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]


class TestFormulas:
    """No file that we write makes a spreadsheet reckon."""

    def test_of_what_volunteers_and_registers_say_in_the_last_export(
        self, deployed: Deployed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        people = tuple(a_person(f"p{n}", text, elector=f"AB-{n}") for n, text in enumerate(FORMULAS))
        deployed.fill(a_household(people=people, numbers=(a_number(),)))
        ending = Ending(deployed, monkeypatch)
        sam = deployed.browser("sam")
        claim = sam.post("/api/banks/main/next").body["claim"]["id"]
        said = [{"person": f"p{n}", "note": text} for n, text in enumerate(FORMULAS)]
        sent = {"outcome": "answered", "people": said, "note": FORMULAS[0]}
        assert sam.post(f"/api/claims/{claim}/response", sent).status == 200
        ending.ask()
        files = [name for name in ending.archive().namelist() if name.endswith(".csv")]
        cells = [cell for name in files for cell in cells_of(ending.archive().read(name).decode())]
        assert any(plain(cell) == FORMULAS[0] for cell in cells)
        assert [cell for cell in cells if cell.lstrip().startswith(SIGNS)] == []

    @pytest.mark.parametrize("formula", FORMULAS)
    def test_of_what_a_list_said_in_the_file_of_problems(self, tmp_path: Path, formula: str) -> None:
        quoted = formula.replace('"', '""')
        source = write(tmp_path, f"{formula[:1].strip()}list.csv", [EVERYTHING, f'"{quoted}",,,,,,"{quoted}",'])
        found = read_all(tmp_path, source)
        assert found.problems
        cells = [str(cell) for row in found.problems for cell in row.values()]
        assert [cell for cell in cells if cell.lstrip().startswith(SIGNS)] == []


class TestMarkup:
    """What people write is text, from the request to the page."""

    @pytest.fixture
    def campaign(self, deployed: Deployed) -> Deployed:
        """A household whose names are markup."""
        return deployed.fill(a_household(people=(a_person("p1", MARKUP),), numbers=(a_number(),)))

    def test_it_comes_back_as_it_was_sent_and_never_as_a_page(self, campaign: Deployed) -> None:
        sam, olive = campaign.browser("sam"), campaign.browser("olive", role="organiser")
        claim = sam.post("/api/banks/main/next").body["claim"]
        assert claim["people"][0]["name"] == MARKUP
        call = sam.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home", "note": MARKUP}).body["call"]
        assert call["note"] == MARKUP
        assert sam.post("/api/my/notes", {"id": "note-0001", "text": MARKUP}).status == 201
        script = {"title": MARKUP, "blocks": [{"id": "a", "type": "text", "text": MARKUP}], "based_on": 1}
        assert olive.put("/api/organiser/banks/main/script", script).status == 200
        kinds = {answer.headers.get("Content-Type") for answer in [*sam.seen, *olive.seen]}
        assert kinds == {"application/json"}

    def test_an_error_says_nothing_of_what_was_sent(self, campaign: Deployed) -> None:
        browser: Browser = campaign.browser("sam")
        refused = [
            browser.post("/api/my/notes", {"id": "note-0001", "text": "ok", "bank": [MARKUP]}),
            browser.get("/api/ringing-back?number=%3Cscript%3E"),
            browser.post("/api/login", {"email": MARKUP, "code": "123456"}),
            browser.get("/api/%3Cscript%3E"),
        ]
        assert all(answer.status >= 400 for answer in refused)
        assert "<" not in json.dumps([answer.body for answer in refused])

    def test_the_page_has_no_way_to_take_text_for_markup(self) -> None:
        sources = [
            p for folder in ("src", "sw") for p in (ROOT / "web" / folder).rglob("*") if p.suffix in {".ts", ".tsx"}
        ]
        assert len(sources) > 100
        found = {str(p.relative_to(ROOT)): AS_HTML.findall(p.read_text()) for p in sources}
        assert {name: ways for name, ways in found.items() if ways} == {}

    @pytest.mark.parametrize(
        "written",
        [
            "<p dangerouslySetInnerHTML={{ __html: note }} />",
            "element.innerHTML = note",
            "element.setHTMLUnsafe(note)",
            "new Function(note)",
            "<iframe srcDoc={note} />",
            '<a href="javascript:run()">',
        ],
    )
    def test_one_that_it_had_would_be_found(self, written: str) -> None:
        assert AS_HTML.search(written)


class TestLineBreaks:
    """No line that somebody writes becomes a line of a header or of a log."""

    def test_a_campaigns_name_is_one_line_of_a_mail(self) -> None:
        campaign = Campaign("Riverside\r\nBcc: everybody@example.org\n\nHello", b"")
        assert "\n" not in code_mail(campaign, "123456", "", "en").subject
        assert "\r" not in code_mail(campaign, "123456", "", "cy").subject

    def test_an_address_with_one_is_none(self, deployed: Deployed) -> None:
        deployed.fill()
        for email in ("sam@example.org\nBcc: x@example.org", "sam\r\n@example.org", "sam@example.org\0"):
            answer = deployed.browser().post("/api/login/code", {"email": email})
            assert (answer.status, answer.code) == (400, "email_invalid")
        assert deployed.mails == []

    def test_no_log_line_holds_what_was_sent(self, deployed: Deployed, logs: io.StringIO) -> None:
        browser = deployed.fill(a_household()).browser("sam")
        forged = '\n{"level":"ERROR","message":"forged"}'
        browser.post("/api/my/notes", {"id": "note-0001", "text": forged})
        browser.get("/api/banks/%0Aforged")
        browser.post("/api/login", {"email": f"x{forged}@example.org", "code": "123456"})
        assert "forged" not in logs.getvalue()
        lines = [json.loads(line) for line in logs.getvalue().splitlines()]
        assert [line["operation"] for line in lines] == ["send_note", "get_bank", "sign_in"]
