"""The stacks, deployed with CDK's own command into an emulated account, with IAM enforced and everything over TLS."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from infra import edge
from infra.local.install.paths import ROOT
from ringround.settings import TABLE
from tests.deploy.closing import begin_the_end, certificate
from tests.deploy.cloud import EDGE_REGION, EMULATED, Cloud
from tests.deploy.conftest import ALPHA, BETA
from tests.deploy.election import ADMIN, SECOND_ADMIN, Deployed, deploy, make_bank, next_claim, register, write
from tests.deploy.visitor import Visitor

# A campaign's end takes three minutes, for functions that are warm: it is begun first and looked at last.
pytestmark = [pytest.mark.cdk, pytest.mark.deploy]

GAMMA = "gammaburgh"
COPIED_FILES, COPIED_FOLDERS = ("cdk.json", "pyproject.toml"), ("functions", "infra", "layers")
NOT_COPIED = shutil.ignore_patterns("__pycache__", "node_modules")


@pytest.fixture(scope="module")
def ending(beta: Deployed) -> Visitor:
    """An admin of the other by-election, which is on its way to the end after a call."""
    ada, bo = beta.admin(), beta.admin(SECOND_ADMIN)
    make_bank(ada, "first", register(1))
    claim = next_claim(ada, "first")["id"]
    ada.ask(f"POST /api/claims/{claim}/response", {"outcome": "not_home"})
    begin_the_end(ada, bo)
    return ada


def test_a_call_is_made_on_the_deployed_stacks_and_lies_in_their_table(ending: Visitor, alpha: Deployed) -> None:
    ada = alpha.visitor().sign_in(ADMIN)
    make_bank(ada, "first", register(1))
    household = next_claim(ada, "first")
    ada.ask(f"POST /api/claims/{household['id']}/response", {"outcome": "not_home"})
    (call,) = (item for item in alpha.items("C#") if item["bank"] == {"S": "first"})
    assert call["outcome"] == {"S": "not_home"}
    assert [listed["id"] for listed in ada.ask("GET /api/my/calls")["calls"]] == [household["id"]]


def test_the_page_comes_from_the_bucket_and_any_address_of_it_is_the_page(alpha: Deployed) -> None:
    buckets = alpha.cloud.resources(alpha.stack("app"), "AWS::S3::Bucket")
    (files,) = (name for logical, name in buckets.items() if logical.startswith("sitefiles"))
    s3 = alpha.cloud.client("s3")
    page = b'<title>ring</title><script src="/assets/ring-1a2b3c.js"></script>'
    s3.put_object(Bucket=files, Key="index.html", Body=page, CacheControl=edge.CACHE_PAGES)
    s3.put_object(Bucket=files, Key="assets/ring-1a2b3c.js", Body=b"1", CacheControl=edge.CACHE_HASHED)
    for path in ("/", "/call/first"):
        answer = alpha.visitor().send("GET", path)
        assert (answer.status, answer.body) == (200, page)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert alpha.visitor().send("GET", "/assets/nothing-here.js").status == 403


def test_the_api_answers_nobody_who_does_not_come_through_the_site(alpha: Deployed) -> None:
    visitor = alpha.visitor()
    assert visitor.send("GET", "/api/campaign").status == 200
    api = alpha.outputs["ApiAddress"].removeprefix("https://").partition(".")[0]
    past = visitor.send("GET", f"/_aws/execute-api/{api}/$default/api/campaign", host=f"localhost:{alpha.cloud.port}")
    assert (past.status, past.json()["code"]) == (403, "not_through_the_site")


def test_an_update_in_the_middle_of_a_call_is_noticed_by_nobody(alpha: Deployed, tmp_path: Path) -> None:
    words, new_words = "Sign in first.", "Please sign in first."
    ada = alpha.visitor().sign_in(ADMIN)
    make_bank(ada, "second", register(11))
    claim = next_claim(ada, "second")["id"]
    before = alpha.live("next_contact")
    for name in COPIED_FILES:
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name in COPIED_FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=NOT_COPIED)
    for module in ("http.py", "identity.py"):
        changed = tmp_path / "layers/core/python/ringround/api" / module
        assert words in changed.read_text(encoding="utf-8")
        changed.write_text(changed.read_text(encoding="utf-8").replace(words, new_words), encoding="utf-8")
    write(alpha.cloud, ALPHA, 'sender = "phonebank@example.org"', '[[admins]]\nname = "Eve"\nemail = "eve@example.org"')
    alpha.cloud.synth(ALPHA, tmp_path)

    def ring(seen: list[str]) -> None:
        assert [held["id"] for held in ada.ask("GET /api/claims")["claims"]] == [claim]
        seen.append(alpha.visitor().send("GET", "/api/claims").json()["error"]["message"])

    seen = meanwhile(lambda: alpha.cloud.deploy(ALPHA), ring)
    # The old words, then the new ones, and never the old ones again.
    assert seen == sorted(seen, key=[words, new_words].index)
    assert (seen[0], seen[-1]) == (words, new_words)
    ada.ask(f"POST /api/claims/{claim}/response", {"outcome": "not_home"})
    assert [held["id"] for held in ada.ask("GET /api/my/calls")["calls"]][:1] == [claim]
    assert int(alpha.live("next_contact")) > int(before)
    assert alpha.visitor().sign_in("eve@example.org").ask("GET /api/me")["caller"]["role"] == "admin"


def test_going_back_brings_the_release_before_and_forward_the_new_one(alpha: Deployed) -> None:
    def runs() -> tuple[str, str]:
        refusal = alpha.visitor().send("GET", "/api/claims").json()["error"]["message"]
        return alpha.live("next_contact"), refusal

    new = runs()
    alpha.cloud.ringround("rollback", ALPHA, "--yes")
    old = runs()
    assert (int(old[0]) < int(new[0]), old[1]) == (True, "Sign in first.")
    alpha.cloud.ringround("rollback", ALPHA, "--forward", "--yes")
    assert runs() == new == (new[0], "Please sign in first.")


def meanwhile(deploy: Callable[[], None], ring: Callable[[list[str]], None]) -> list[str]:
    """What `ring` saw, again and again from before a deploy until after it. Raises what it raised."""
    seen: list[str] = []
    over = threading.Event()
    wrong: list[BaseException] = []

    def go_on() -> None:
        try:
            while not over.wait(0.1):
                ring(seen)
        except BaseException as error:  # noqa: BLE001 - told in the test's own thread
            wrong.append(error)

    ring(seen)
    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        deploy()
    finally:
        over.set()
        thread.join()
    if wrong:
        raise wrong[0]
    ring(seen)
    return seen


def test_two_by_elections_side_by_side_share_nothing(alpha: Deployed, beta: Deployed, ending: Visitor) -> None:
    # The API's stage and the campaign, named within their own API and table.
    assert alpha.physical() & beta.physical() == {"$default", "campaign"}
    stranger = Visitor(alpha.cloud, alpha.host, ending.cookie)
    assert stranger.send("GET", "/api/me").status == 401


def test_staff_see_what_is_deployed(alpha: Deployed, beta: Deployed) -> None:
    listed = alpha.cloud.ringround("list")
    assert alpha.host in listed
    assert beta.host in listed


def test_a_campaign_that_ends_leaves_a_certificate_and_nothing_else(beta: Deployed, ending: Visitor) -> None:
    told = certificate(beta)
    assert told["items"]
    assert told["log_streams"]
    assert {item["pk"]["S"] for item in beta.items("")} <= {"CAMPAIGN", "JOBS"}


def test_one_by_election_goes_and_the_other_stays(
    cloud: Cloud, alpha: Deployed, beta: Deployed, tmp_path: Path
) -> None:
    before, at_alpha = alpha.physical(), alpha.admin()
    cloud.ringround("destroy", BETA, "--name", BETA, "--out", str(tmp_path))
    assert [proof for proof in tmp_path.iterdir() if BETA in proof.name]
    assert not {stack for stack in cloud.stacks() | cloud.stacks(EDGE_REGION) if BETA in stack}
    assert alpha.physical() == before
    assert at_alpha.ask("GET /api/organiser/banks")["banks"]
    assert beta.visitor().send("GET", "/api/campaign").status >= 400


def test_a_by_election_goes_on_in_new_stacks_from_a_copy(cloud: Cloud, alpha: Deployed, tmp_path: Path) -> None:
    """Another by-election of the same account stands for another account: its table, key and functions are new."""
    ada, copy = alpha.admin(), tmp_path / "copy"
    # Of people whom no other test's bank wants: a household stands in one bank's queue.
    make_bank(ada, "saved", register(800, 6))
    first = next_claim(ada, "saved")["id"]
    ada.ask(f"POST /api/claims/{first}/response", {"outcome": "answered"})
    assert " items in " in cloud.ringround("backup", ALPHA, "--to", str(copy))

    write(cloud, GAMMA)
    before = deploy(cloud, GAMMA)
    stranger = before.admin()
    said = cloud.ringround("restore", GAMMA, "--from", str(copy), "--use", "--yes", *EMULATED)
    assert "the same as in the copy" in said
    after = Deployed(cloud, GAMMA)
    # By the functions: MiniStack takes a stack of which only outputs have changed for one without changes.
    (after.outputs["TableName"],) = {
        one["Environment"]["Variables"].get(TABLE) for one in after.functions().values()
    } - {None}
    assert after.outputs["TableName"] != before.outputs["TableName"]
    assert {str(item) for item in after.items("C#")} == {str(item) for item in alpha.items("C#")}
    assert stranger.send("GET", "/api/me").status == 401
    admin = after.admin()
    assert admin.ask("POST /api/banks/saved/next")["claim"] is None
    admin.ask("POST /api/organiser/banks/saved/open")
    for _ in range(3):
        claim = next_claim(admin, "saved")["id"]
        admin.ask(f"POST /api/claims/{claim}/response", {"outcome": "not_home"})
    rung = [item["household"]["S"] for item in after.items("C#") if item["bank"] == {"S": "saved"}]
    assert (len(rung), len(set(rung))) == (4, 4)
