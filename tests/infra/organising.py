"""What organisers do with volunteers, lists and what does not fit, once each: for the tests of rights in use."""

import base64
from dataclasses import replace
from typing import Any

from ringround.domain import claim_id
from ringround.domain.claim_id import ClaimParts
from ringround.domain.desk import Desk
from ringround.domain.hours import uk_day
from ringround.domain.household import Claim, LogEntry
from ringround.domain.mail_trouble import Trouble
from ringround.domain.outcomes import Outcome
from ringround.domain.quality import About, Raised
from ringround.domain.recording import Call, PersonResult
from ringround.storage import banks, calls, desks, imports, keys, mail_troubles, notes, quality, waiting
from ringround.storage import households as homes
from ringround.storage.callers import Session, Volunteer, add, start_session
from ringround.storage.notes import Note
from ringround.storage.waiting import Waiting
from ringround.usecases.imports_ids import PersonIds
from ringround.usecases.sign_in import hash_token
from tests import builders


def people_and_lists(deployed: Any) -> None:
    """Everything in the areas overview, volunteers, lists and quality. An organiser is signed in."""
    ask, table = deployed.ask, deployed.table
    bank = builders.a_bank(leaderboard=True)
    ask("POST /api/organiser/banks", {"id": "third", "name": "Third bank"})
    households(deployed, bank)
    ask("GET /api/organiser/overview")
    ask("GET /api/organiser/banks/third/answers")
    ask("POST /api/organiser/volunteers", {"volunteers": [{"email": "kim@example.org", "name": "Kim"}]})
    ask("POST /api/organiser/join", {})
    for each in ask("GET /api/organiser/volunteers")["volunteers"]:
        if each["email"] == "kim@example.org":
            start_session(table, Session(each["id"], hash_token("token"), builders.NOW + 60))
            ask(f"PUT /api/organiser/volunteers/{each['id']}", {"name": "Kim Lee"})
            without_mail(deployed, each["id"])
            ask(f"DELETE /api/organiser/volunteers/{each['id']}")
    ask("DELETE /api/organiser/join")
    in_hand(deployed)
    assert ask("POST /api/organiser/held/return", {})["returned"] == 1
    ask("POST /api/organiser/voted", {"electors": ["AB-1", "999999"]})
    ask("POST /api/organiser/suppression", {"numbers": ["01632960001", "01632960999"], "reason": "tps"})
    as_admin(deployed, "POST /api/organiser/suppression/lift", {"number": "01632960001", "reason": "tps"})
    ask("POST /api/organiser/screening", {"screened_on": "2027-02-19", "numbers": ["01632960001"]})
    ask("POST /api/organiser/screening", {"screened_on": "2027-02-20", "all": True})
    ask("GET /api/organiser/screening")
    people_who_ask(deployed)
    for item in ask("GET /api/organiser/quality")["items"]:
        ask(f"POST /api/organiser/quality/{item['id']}", {"decision": item["decisions"][-1]})


def people_who_ask(deployed: Any) -> None:
    """Somebody on the register and a volunteer ask what is held of them, and to be erased. Of the one there are a call,
    a note of a volunteer, and a question."""
    table, home = deployed.table, homes.get(deployed.table, "home2")
    assert home is not None
    (person,) = home.people.values()
    entry = LogEntry("c", "third", "kim", builders.NOW, Outcome.ANSWERED, people={person.id: Outcome.ANSWERED})
    result = PersonResult(person.id, person.name, person.elector, Outcome.ANSWERED, note="Hello")
    parts = ClaimParts(builders.NOW, "home2", "third", 1, "kim", "2")
    entry = replace(entry, claim=claim_id.make(parts, banks.get_campaign(table).secret))
    calls.put(table, Call(entry, "home2", (result,), "third", 1, builders.NOW), parts)
    callers = deployed.ask("GET /api/organiser/volunteers")["volunteers"]
    (kim,) = (each["id"] for each in callers if each["email"] == "kim@example.org")
    desk = Desk(uk_day(deployed.now), kim)
    for n, text in enumerate(("I know Person 2", "Hello")):
        notes.send(table, desk, Note(f"note-000{n}", kim, "Kim", "", builders.NOW, text))
    as_admin(deployed, "POST /api/organiser/people/find", {"elector": "AB-2"})
    as_admin(deployed, "POST /api/organiser/people/find", {"number": next(iter(home.numbers))})
    as_admin(deployed, "POST /api/organiser/people/find", {"name": "Person 2"})
    as_admin(deployed, f"POST /api/organiser/people/{person.id}/held", {})
    as_admin(deployed, f"POST /api/organiser/people/{person.id}/erase", {"household": "home2"})
    as_admin(deployed, f"POST /api/organiser/volunteers/{kim}/held", {})
    as_admin(deployed, f"POST /api/organiser/volunteers/{kim}/erase", {})


def in_hand(deployed: Any) -> None:
    """A household of the third bank in a caller's hands."""
    campaign = banks.get_campaign(deployed.table)
    claim = claim_id.make(ClaimParts(deployed.now, "home0", "third", 1, "kim", "1"), campaign.secret)
    until = deployed.now + 1800
    home = homes.get(deployed.table, "home0")
    assert home is not None
    homes.save(deployed.table, home, replace(home, claim=Claim(claim, "kim", until)))
    desks.take_slot(deployed.table, Desk(uk_day(deployed.now), "kim"), claim, until, deployed.now)


def without_mail(deployed: Any, kim: str) -> None:
    """Kim asks for a code that no mail brings, is sent away, asks again and gets one; mail to them is tried again."""
    ask, trouble = deployed.ask, Trouble("bounced", builders.NOW, lasting=True)
    mail_troubles.note(deployed.table, kim, trouble)
    waiting.ask(deployed.table, Waiting(kim, "kim@example.org", "Kim", "", builders.NOW, builders.NOW))
    assert kim in {one["id"] for one in ask("GET /api/organiser/volunteers")["waiting"]}
    ask(f"DELETE /api/organiser/waiting/{kim}")
    assert ask(f"POST /api/organiser/volunteers/{kim}/code")["code"]
    ask(f"DELETE /api/organiser/volunteers/{kim}/mail")


def settings_and_an_end_called_off(deployed: Any, name: str) -> None:
    """A logo put up and taken down, a campaign's end asked for and called off, and what organisers did."""
    ask = deployed.ask
    picture = base64.b64encode(bytes.fromhex("89504e470d0a1a0a")).decode()
    for logo in (f"data:image/png;base64,{picture}", None):
        ask("PUT /api/organiser/settings", {"logo": logo})
    ask("GET /api/organiser/settings")
    ask("POST /api/organiser/close", {"name": name})
    ask("GET /api/organiser/close")
    ask("DELETE /api/organiser/close")
    ask("GET /api/organiser/audit")


def households(deployed: Any, bank: Any) -> None:
    """Three households, a number that an import met at two, and a question."""
    table = deployed.table
    ids = PersonIds(bytes((table.get(keys.campaign()) or {})["secret"]))
    for n in range(3):
        person = builders.a_person(ids.of(f"AB-{n}"), f"Person {n}", elector=f"AB-{n}")
        number = builders.a_number(builders.drama_number(n), person.id)
        home = builders.a_household(f"home{n}", people=(person,), numbers=(number,), bank_ids=("third",))
        builders.put(table, home, {"third": bank})
        table.put(imports.elector_item(person.id, home.id))
        table.put(imports.number_item(number.e164, home.id, "", suppressed=False))
    table.transact([imports.put_conflict("i1", builders.drama_number(0), "home1", builders.NOW)])
    about = About("question", "home0")
    quality.put(table, "claim", about, Raised("sam", builders.NOW, "third", note="When?"))


def as_admin(deployed: Any, request: str, body: Any) -> None:
    """A request of an admin."""
    add(deployed.table, Volunteer("ada", "ada@example.org", "Ada", "admin"))
    start_session(deployed.table, Session("ada", hash_token("token"), builders.NOW + 60))
    before, deployed.cookie = deployed.cookie, "__Host-session=ada.token"
    deployed.ask(request, body)
    deployed.cookie = before
