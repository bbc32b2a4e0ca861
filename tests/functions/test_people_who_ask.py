"""What is held of one person, gathered for them; and a volunteer who is erased."""

import io
import json
import zipfile
from typing import Any

import pytest

from ringround import wiring
from ringround.domain.outcomes import Outcome
from ringround.storage import callers, desks, exports_files, keys, mail_troubles, waiting
from ringround.storage.waiting import Waiting
from ringround.usecases.imports_ids import PersonIds
from ringround.usecases.sign_in import caller_id
from tests.builders import LANDLINE, MOBILE, NOW, SECRET, a_household, a_number, a_person, rung
from tests.functions.conftest import Deployed
from tests.functions.organising import Organiser, organiser_of

PRIYA = PersonIds(SECRET).of("AB-11")
PEOPLE = (
    a_person(PRIYA, "Priya Anne Shah", elector="AB-11", tags=("pledged",), columns={"Ward": "Sable"}),
    a_person("p2", "Tom Oakes"),
)


@pytest.fixture
def admin(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> Organiser:
    """An admin of a campaign with a household of two, of whom one was rung."""
    numbers = (a_number(MOBILE, PRIYA), a_number(LANDLINE, PRIYA, "p2"))
    home = a_household(people=PEOPLE, numbers=numbers, address=("9 Sable Row",), postcode="RS9 9ZZ")
    deployed.fill(rung(home, Outcome.NOT_HOME, at=NOW - 9 * 86400, number=MOBILE, note="A dog barked"))
    for person in PEOPLE:
        deployed.table.put({**keys.elector(person.id), "household": "house1"})
    for number in numbers:
        deployed.table.put({**keys.number(number.e164), "household": "house1"})
    made = organiser_of(deployed, monkeypatch)
    made.browser = deployed.browser("ada", role="admin")
    wiring.client("s3").create_bucket(
        Bucket=wiring.settings().exports, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    return made


def _call(deployed: Deployed) -> None:
    """Sam reaches Priya, and writes to the organisers."""
    sam = deployed.browser("sam")
    claim = sam.post("/api/banks/main/next").body["claim"]
    said = {"person": PRIYA, "answers": {"support": "yes", "help": ["poster"]}, "note": "Her knee hurts"}
    body = {"outcome": "answered", "number": MOBILE, "people": [said], "note": "Ask after the cat"}
    assert sam.post(f"/api/claims/{claim['id']}/response", body).status == 200
    sam.post("/api/my/notes", {"id": "note-0001", "text": "Priya Anne Shah is my aunt"})


def _file(admin: Organiser, job: dict[str, Any]) -> dict[str, str]:
    assert admin.run_jobs() == ["done"]
    s3, bucket = wiring.client("s3"), wiring.settings().exports
    body = s3.get_object(Bucket=bucket, Key=exports_files.export_key(job["id"], ".zip"))["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


class TestFinding:
    """Who is meant."""

    @pytest.mark.parametrize("asked", [{"elector": "AB11"}, {"number": "07700 900000"}, {"person": PRIYA}])
    def test_by_what_is_their_own(self, admin: Organiser, asked: dict[str, str]) -> None:
        (found,) = admin.ask("POST /people/find", asked)["people"]
        assert (found["name"], found["elector"], found["postcode"]) == ("Priya Anne Shah", "AB-11", "RS9 9ZZ")
        assert (found["household"], found["calls"], found["erased_at"]) == ("house1", 1, None)

    def test_by_a_number_that_is_shared(self, admin: Organiser) -> None:
        found = admin.ask("POST /people/find", {"number": LANDLINE})["people"]
        assert [each["name"] for each in found] == ["Priya Anne Shah", "Tom Oakes"]

    @pytest.mark.parametrize("name", ["Priya Anne Shah", "shah, PRIYA", "Priya Sháh"])
    @pytest.mark.parametrize("postcode", ["", "rs9 9zz"])
    def test_by_name_as_a_job_that_holds_no_name(
        self, admin: Organiser, deployed: Deployed, name: str, postcode: str
    ) -> None:
        job = admin.ask("POST /people/find", {"name": name, "postcode": postcode})["job"]
        assert admin.run_jobs() == ["done"]
        item = json.dumps(deployed.table.get(keys.job(job["id"])), default=str)
        assert "shah" not in item.lower()
        assert [p["id"] for p in admin.ask("POST /people/find", {"job": job["id"]})["people"]] == [PRIYA]

    @pytest.mark.parametrize("asked", [{"name": "Una Voss"}, {"name": "Priya Shah", "postcode": "RS1 1AA"}])
    def test_a_name_that_nobody_has(self, admin: Organiser, asked: dict[str, str]) -> None:
        job = admin.ask("POST /people/find", asked)["job"]
        admin.run_jobs()
        assert admin.refused("POST /people/find", {"job": job["id"]}) == (404, "person_unknown")

    @pytest.mark.parametrize(
        "asked", [{"elector": "ZZ-99"}, {"number": "01632 960000"}, {"number": "x"}, {"person": "x"}]
    )
    def test_nobody(self, admin: Organiser, asked: dict[str, str]) -> None:
        assert admin.refused("POST /people/find", asked) == (404, "person_unknown")

    @pytest.mark.parametrize("asked", [{}, {"name": "a", "elector": "1"}])
    def test_one_way_at_a_time(self, admin: Organiser, asked: dict[str, str]) -> None:
        assert admin.refused("POST /people/find", asked)[0] == 400

    def test_that_somebody_was_looked_for_is_in_the_audit(self, admin: Organiser) -> None:
        admin.ask("POST /people/find", {"elector": "AB-11"})
        acts = [entry["act"] for entry in admin.ask("GET /audit")["entries"]]
        assert "person_looked_for" in acts

    @pytest.mark.parametrize(
        "request_", ["people/find", "people/p/held", "people/p/erase", "volunteers/v/held", "volunteers/v/erase"]
    )
    def test_it_is_for_admins(self, admin: Organiser, deployed: Deployed, request_: str) -> None:
        admin.browser = deployed.browser("olive", role="organiser")
        assert admin.refused(f"POST /{request_}", {}) == (403, "not_allowed")


class TestTelling:
    """All that is held of one person."""

    def test_all_of_it_is_there_in_words_and_as_json(self, admin: Organiser, deployed: Deployed) -> None:
        _call(deployed)
        job = admin.ask(f"POST /people/{PRIYA}/held", {})["job"]
        files = _file(admin, job)
        found = json.loads(files["held.json"])
        assert found["register"][0]["elector number"] == "AB-11"
        assert found["register"][0]["columns"] == {"Ward": "Sable"}
        assert {n["number"]: n["also of others at the address"] for n in found["numbers"]} == {
            "07700 900000": False,
            "0113 496 0000": True,
        }
        (call,) = found["calls"]
        assert call["answers"] == {"Can we count on your support?": ["Yes"], "Would you help?": ["A poster"]}
        assert (call["note"], call["note on the call"]) == ("Her knee hurts", "Ask after the cat")
        assert "aunt" in found["notes to the organisers"][0]["text"]
        for word in ("Priya Anne Shah", "9 Sable Row", "pledged", "Her knee hurts", "A poster", "07700 900000"):
            assert word in files["held.txt"]
        assert "READ IT BEFORE" in files["held.txt"]

    def test_nobody_else_is_in_it(self, admin: Organiser, deployed: Deployed) -> None:
        _call(deployed)
        files = _file(admin, admin.ask(f"POST /people/{PRIYA}/held", {})["job"])
        assert [word for word in ("Tom", "Oakes", "sam", "Sam") if word in files["held.json"]] == []

    def test_its_file_is_fetched_as_an_export_s_and_named_after_nobody(self, admin: Organiser) -> None:
        job = admin.ask(f"POST /people/{PRIYA}/held", {})["job"]
        admin.run_jobs()
        link = admin.ask(f"POST /exports/{job['id']}/link")
        assert link["name"] == "held-2027-02-20.zip"
        assert "riya" not in link["url"].lower()
        assert admin.ask("GET /exports")["exports"] == []

    def test_its_file_is_for_admins_as_it_is(self, admin: Organiser, deployed: Deployed) -> None:
        job = admin.ask(f"POST /people/{PRIYA}/held", {})["job"]
        admin.run_jobs()
        admin.browser = deployed.browser("olive", role="organiser")
        assert admin.refused(f"POST /exports/{job['id']}/link") == (403, "admins_only")

    def test_a_volunteer_is_told_what_they_did_and_not_of_whom(self, admin: Organiser, deployed: Deployed) -> None:
        _call(deployed)
        files = _file(admin, admin.ask("POST /volunteers/sam/held", {})["job"])
        found = json.loads(files["held.json"])
        assert found["volunteer"][0]["email"] == "sam@example.org"
        assert (len(found["signed in"]), len(found["calls"]), len(found["days"])) == (1, 1, 1)
        assert "aunt" in found["notes to the organisers"][0]["text"]
        assert [word for word in ("Sable", "knee", "900000") if word in files["held.json"]] == []

    def test_nobody_of_that_id(self, admin: Organiser) -> None:
        assert admin.refused("POST /volunteers/nobody/held", {}) == (404, "volunteer_unknown")
        admin.ask("POST /people/nobody/held", {})
        assert admin.run_jobs() == ["failed"]


class TestErasingAVolunteer:
    """Who they were goes, what they recorded stays."""

    def test_nothing_says_who_they_were(self, admin: Organiser, deployed: Deployed) -> None:
        table = deployed.table
        deployed.browser("quinta")
        callers.rename(table, "quinta", "Quinta Quill")
        quinta = deployed.browser("quinta")
        quinta.put("/api/me", {"on_leaderboard": True})
        claim = quinta.post("/api/banks/main/next").body["claim"]
        quinta.post(f"/api/claims/{claim['id']}/response", {"outcome": "not_home"})
        quinta.post("/api/my/notes", {"id": "note-0001", "text": "It is Quinta Quill"})
        waiting.ask(table, Waiting("quinta", "quinta@example.org", "Quinta Quill", "", NOW, NOW))
        admin.ask("GET /overview")
        assert "Quill" in _everything(deployed)
        done = admin.ask("POST /volunteers/quinta/erase", {})
        assert done == {"returned": 0, "notes": 1}
        assert "Quill" not in _everything(deployed)
        assert "quinta@example.org" not in _everything(deployed)
        assert desks.get(table, "2027-02-20", "quinta").tally["main"]["calls"] == 1
        assert quinta.get("/api/me").status == 401
        assert mail_troubles.get(table, "quinta") is None

    def test_what_they_had_in_hand_goes_back(self, admin: Organiser, deployed: Deployed) -> None:
        deployed.browser("sam").post("/api/banks/main/next")
        assert admin.ask("POST /volunteers/sam/erase", {})["returned"] == 1

    def test_the_only_admin_stays_and_nobody_erases_themselves(self, admin: Organiser, deployed: Deployed) -> None:
        assert admin.refused("POST /volunteers/ada/erase", {}) == (409, "last_admin")
        deployed.browser("adam", role="admin")
        assert admin.refused("POST /volunteers/ada/erase", {}) == (403, "not_yourself")
        admin.ask("POST /volunteers/adam/erase", {})

    def test_who_comes_back_by_themselves_is_new(self, admin: Organiser, deployed: Deployed) -> None:
        browser = deployed.browser()
        for _ in range(2):
            browser.post("/api/login/code", {"email": "quinta@example.org", "join": "river"})
            signed = {"email": "quinta@example.org", "code": deployed.last_code(), "join": "river", "name": "Quinta"}
            caller = browser.post("/api/login", signed).body["caller"]["id"]
            assert caller == caller_id(wiring.context(), "quinta@example.org")
            admin.ask(f"POST /volunteers/{caller}/erase", {})
            assert callers.get(deployed.table, caller) is None
            deployed.now += 3600

    def test_it_is_in_the_audit(self, admin: Organiser, deployed: Deployed) -> None:
        deployed.browser("sam")
        admin.ask("POST /volunteers/sam/erase", {})
        acts = [entry["act"] for entry in admin.ask("GET /audit")["entries"]]
        assert {"volunteer_erased", "volunteer_removed"} <= set(acts)


def _everything(deployed: Deployed) -> str:
    table = deployed.table
    return json.dumps(table.client.scan(TableName=table.name, ConsistentRead=True)["Items"], default=str)
