"""How a function starts: what is imported later or not at all, and what was compiled when the package was built."""

import dataclasses
import gc
import json
import marshal
import os
import subprocess
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import boto3
import botocore
import pytest

from ringround import lean, precompiled, start

ROOT = Path(__file__).resolve().parents[2]
PLACES = os.pathsep.join((str(ROOT / "layers" / "core" / "python"), str(ROOT)))


def alone(code: str) -> object:
    """What some code prints as JSON, in a Python of its own."""
    told = {"PYTHONPATH": PLACES, "AWS_DEFAULT_REGION": "eu-west-2", "RINGROUND_TABLE": "none"}
    command = [sys.executable, "-c", f"import json, sys\n{code}"]
    done = subprocess.run(command, env=told, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_whoever_asks_for_the_handler_gets_it_ready() -> None:
    code = """
import ringround.start
handler = ringround.start.begin("functions.next_contact.handler")
import gc
from ringround import wiring
made = wiring.dynamodb.cache_info().currsize, wiring.table.cache_info().currsize
http = {"method": "GET", "path": "/api/none"}
asked = {"http": http, "stage": "$default"}
answer = handler({"version": "2.0", "rawPath": "/api/none", "requestContext": asked}, None)
print(json.dumps([made, gc.isenabled(), gc.get_freeze_count() > 10_000, answer["statusCode"]]))
"""
    assert alone(code) == [[1, 1], True, True, 404]


def test_the_start_asks_for_the_module_that_lambda_has_put_there() -> None:
    assert gc.isenabled()
    with pytest.raises(AttributeError):
        _ = start.nothing
    assert alone("import ringround.start; print(json.dumps(sorted(m for m in sys.modules if 'boto' in m)))") == []


def test_a_package_that_was_not_filled_is_filled_when_somebody_asks() -> None:
    code = """
from ringround import lean
with lean.imports():
    from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver
    from boto3.session import Session
before = [n in sys.modules for n in ("asyncio", "aws_lambda_powertools.metrics", "boto3.compat")]
import boto3
from aws_lambda_powertools import Metrics, Logger
from aws_lambda_powertools.event_handler import AppSyncResolver, content_types
import aws_lambda_powertools.utilities.data_classes as events
after = [boto3.client("s3").meta.service_model.service_name, events.SQSEvent.__name__, AppSyncResolver.__name__]
print(json.dumps([before, after, content_types.APPLICATION_JSON]))
"""
    assert alone(code) == [[False] * 3, ["s3", "SQSEvent", "AppSyncResolver"], "application/json"]


def test_what_is_left_out_is_there_in_the_versions_that_are_locked() -> None:
    """A name that a package no longer has would be left out of nothing, and nobody would see it."""
    code = f"""
import importlib
found = [n for n in {[*lean.GATHERING, *lean.STAND_INS, *lean.UNTYPED]!r} if importlib.import_module(n)]
stand_ins = {{n: list(vars(importlib.import_module(n))) for n in {[*lean.STAND_INS]!r}}}
print(json.dumps([len(found), stand_ins]))
"""
    told = alone(code)
    assert isinstance(told, list)
    count, real = told
    assert count == len(lean.GATHERING) + len(lean.STAND_INS) + len(lean.UNTYPED)
    for name, names in lean.STAND_INS.items():
        there = {each for each in real[name] if each.endswith("Docstring") and each != "LazyLoadedDocstring"}
        assert there == set(names)
    assert boto3.__version__ == botocore.__version__


def test_models_check_the_same_without_the_types_of_schemas() -> None:
    code = """
from ringround import lean
with lean.imports():
    from ringround.api.models import ResponseRequest
from pydantic import ValidationError
sent = {"outcome": "not_home", "people": [{"person": "a", "answers": {"q": ["x"]}}], "tried": []}
good = ResponseRequest.model_validate(sent).model_dump(mode="json")
try:
    ResponseRequest.model_validate({**sent, "number": "12", "people": [{"person": ""}]})
except ValidationError as error:
    print(json.dumps([good["people"][0]["answers"], sorted(".".join(map(str, e["loc"])) for e in error.errors())]))
"""
    assert alone(code) == [{"q": ["x"]}, ["number", "people.0.person"]]


def test_a_class_is_made_from_what_was_compiled_before() -> None:
    texts: list[str] = []

    def watched(text: str, *places: object) -> None:
        texts.append(text)
        exec(text, *places)  # type: ignore[arg-type]  # noqa: S102

    vars(dataclasses)["exec"] = watched
    try:
        dataclasses.make_dataclass("Once", [("number", int)], frozen=True)
    finally:
        del vars(dataclasses)["exec"]
    assert texts
    # Another body, so that one sees whose was taken.
    codes = {precompiled.key(text): compile(text.replace("==", "!="), "<string>", "exec") for text in texts}
    with precompiled.used(codes):
        kept = dataclasses.make_dataclass("Again", [("number", int)], frozen=True)
        other = dataclasses.make_dataclass("Other", [("other", int)], frozen=True)
    assert kept(1) != kept(1)
    assert other(1) == other(1)
    assert "exec" not in vars(dataclasses)


def test_what_another_python_compiled_is_left_alone(tmp_path: Path) -> None:
    assert precompiled.kept(tmp_path) == {}
    kept = marshal.dumps({b"k": compile("1", "<string>", "exec")})
    (tmp_path / precompiled.FILE).write_bytes(b"\0\0\r\n" + kept)
    assert precompiled.kept(tmp_path) == {}
    (tmp_path / precompiled.FILE).write_bytes(MAGIC_NUMBER + kept)
    assert list(precompiled.kept(tmp_path)) == [b"k"]
