"""The real things: made from the environment, once a process, and never by an import."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import ringround
from ringround import wiring
from ringround.mail import SesMail
from ringround.settings import TABLE, Settings
from tests.builders import a_bank
from tests.functions.conftest import Deployed

MODULES = sorted(
    ".".join(("ringround", *path.relative_to(Path(ringround.__file__).parent).with_suffix("").parts))
    for path in Path(ringround.__file__).parent.rglob("*.py")
    if path.name != "__init__.py"
)


class TestSettings:
    """The environment of a function."""

    def test_only_the_tables_name_is_needed(self) -> None:
        made = Settings.from_environment({TABLE: "riverside"})
        assert (made.table, made.site, made.sender) == ("riverside", "", "")

    def test_without_the_tables_name_a_function_does_not_start(self) -> None:
        with pytest.raises(KeyError):
            Settings.from_environment({})

    def test_a_slash_at_the_end_of_the_site_is_left_out(self) -> None:
        assert Settings.from_environment({TABLE: "t", "RINGROUND_SITE": "https://x.org/"}).site == "https://x.org"


class TestMail:
    """By SES where there is a sender."""

    def test_without_a_sender_there_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        wiring.forget()
        monkeypatch.setenv(TABLE, "t")
        monkeypatch.delenv("RINGROUND_SENDER", raising=False)
        mailer = wiring.mailer()
        wiring.forget()
        assert mailer is None

    def test_what_is_sent_is_counted_by_the_set_that_the_stack_was_told_of(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wiring.forget()
        sent: list[dict[str, Any]] = []
        monkeypatch.setenv(TABLE, "t")
        monkeypatch.setenv("RINGROUND_SENDER", "ring@example.org")
        monkeypatch.setattr(wiring, "client", lambda _: SimpleNamespace(send_email=lambda **mail: sent.append(mail)))
        for name in ("", "ringround-riverside"):
            monkeypatch.setenv("RINGROUND_MAIL_SET", name)
            wiring.forget()
            mailer = wiring.mailer()
            assert mailer is not None
            mailer.send("sam@example.org", "Your code", "123456")
        wiring.forget()
        assert [mail.get("ConfigurationSetName") for mail in sent] == [None, "ringround-riverside"]

    def test_a_mail_is_a_plain_text_to_one_address(self) -> None:
        sent: list[dict[str, Any]] = []
        client: Any = SimpleNamespace(send_email=lambda **mail: sent.append(mail))
        faults: list[Exception] = []
        SesMail(client, "ring@example.org", faults.append).send("sam@example.org", "Your code", "123456")
        assert faults == []
        (mail,) = sent
        assert mail["FromEmailAddress"] == "ring@example.org"
        assert mail["Destination"] == {"ToAddresses": ["sam@example.org"]}
        simple = mail["Content"]["Simple"]
        assert (simple["Subject"]["Data"], simple["Body"]["Text"]["Data"]) == ("Your code", "123456")
        assert "Html" not in simple["Body"]


class TestOnceAProcess:
    """Made when first asked for."""

    def test_the_campaign_is_read_once(self, deployed: Deployed) -> None:
        deployed.fill(bank=a_bank())
        assert wiring.context() is wiring.context()
        assert wiring.context().table.client is wiring.table().client

    def test_codes_are_six_digits_and_tokens_256_random_bits(self) -> None:
        codes = {wiring.new_code() for _ in range(50)}
        assert all(len(c) == 6 and c.isdecimal() for c in codes)
        assert len(codes) > 40
        assert len({wiring.new_token() for _ in range(50)}) == 50
        assert len(wiring.new_token()) == 43
        assert len(wiring.new_secret()) == 32


def alone(code: str) -> str:
    """What a Python of its own prints when it runs some code."""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    return (done.stdout + done.stderr).strip()


NO_CLIENT_NO_ENVIRONMENT = """
import importlib, os, sys
import boto3, botocore.session

def never(*_, **__):
    raise SystemExit("an import made a client")

class Closed(dict):
    def __getitem__(self, name):
        return self.get(name)
    def get(self, name, default=None):
        if name.startswith("RINGROUND"):
            raise SystemExit("an import read " + name)
        return dict.get(self, name, default)

boto3.client = boto3.resource = boto3.Session = botocore.session.Session.create_client = never
os.environ = Closed(os.environ)
"""


def test_importing_every_module_does_nothing() -> None:
    handlers = [f"functions.{name}.handler" for name in ("login", "next_contact", "submit_response", "set_up")]
    imports = "\n".join(f"importlib.import_module({name!r})" for name in (*MODULES, *handlers))
    assert alone(f"{NO_CLIENT_NO_ENVIRONMENT}{imports}\nprint('nothing')") == "nothing"


def test_the_hot_handlers_load_neither_the_parser_of_phone_numbers_nor_the_models_of_answers() -> None:
    code = """
import sys
import functions.login.handler, functions.next_contact.handler, functions.submit_response.handler
print([m for m in ("phonenumbers", "ringround.api.answers", "ringround.importing") if m in sys.modules])
"""
    assert alone(code) == "[]"
