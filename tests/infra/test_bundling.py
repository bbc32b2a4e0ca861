"""What goes to Lambda: compiled for its Python, the same bytes each time, and nothing of this machine."""

import gzip
import hashlib
import importlib
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from infra import trimming

pytestmark = pytest.mark.cdk


@pytest.fixture(scope="module")
def bundling(cdk_there: None) -> ModuleType:
    return importlib.import_module("infra.bundling")


@pytest.fixture
def compiling(bundling: ModuleType) -> None:
    if bundling.interpreter() is None:
        pytest.skip(f"no Python {bundling.PYTHON} on this machine: the layers are built without compiled modules")


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_our_own_layer_is_the_same_bytes_each_time(bundling: ModuleType, tmp_path: Path) -> None:
    for name in ("once", "a-longer-name-for-again"):
        (tmp_path / name).mkdir()
        bundling.bundle_core(tmp_path / name)
    once = contents(tmp_path / "once")
    assert once == contents(tmp_path / "a-longer-name-for-again")
    assert "python/ringround/storage/schema.py" in once


@pytest.mark.usefixtures("compiling")
def test_every_module_is_compiled_and_its_date_is_not_asked_for(bundling: ModuleType, tmp_path: Path) -> None:
    bundling.bundle_core(tmp_path)
    minor = bundling.PYTHON.replace(".", "")
    sources = sorted(tmp_path.rglob("*.py"))
    assert sources
    for source in sources:
        compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-{minor}.pyc"
        # PEP 552: 1 says that a hash stands where the date was, and that nobody is to check it.
        assert int.from_bytes(compiled.read_bytes()[4:8], "little") == 1, source


@pytest.mark.usefixtures("compiling")
def test_nothing_compiled_names_this_machine(bundling: ModuleType, tmp_path: Path) -> None:
    bundling.bundle_core(tmp_path)
    for compiled in tmp_path.rglob("*.pyc"):
        assert os.fsencode(tmp_path) not in compiled.read_bytes()
    example = next(tmp_path.rglob("schema.*.pyc")).read_bytes()
    assert b"/opt/python/ringround/storage/schema.py" in example


def test_without_that_python_the_modules_are_shipped_as_they_are(
    bundling: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bundling.fingerprint(bundling.CORE)
    monkeypatch.setattr(bundling, "interpreter", lambda: None)
    bundling.bundle_core(tmp_path)
    assert not list(tmp_path.rglob("*.pyc"))
    if before != bundling.fingerprint(bundling.CORE):
        return
    pytest.skip("there was no such Python to begin with")


@pytest.mark.parametrize("said", ["3.9 cpython final", "3.13 pypy final", "3.13 cpython candidate"])
def test_a_python_of_another_version_is_not_taken(
    bundling: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    fake = tmp_path / f"python{bundling.PYTHON}"
    fake.write_text(f"#!/bin/sh\necho {said}\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setattr(bundling.sys, "executable", str(fake))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert bundling.interpreter() is None


def test_a_changed_source_is_another_bundle_and_a_compiled_one_is_not(bundling: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    module = tmp_path / "code" / "handler.py"
    module.write_text("a = 1\n", encoding="utf-8")
    first = bundling.fingerprint(tmp_path / "code")
    (tmp_path / "code" / "__pycache__").mkdir()
    (tmp_path / "code" / "__pycache__" / "handler.cpython-311.pyc").write_bytes(b"x")
    assert bundling.fingerprint(tmp_path / "code") == first
    module.write_text("a = 2\n", encoding="utf-8")
    assert bundling.fingerprint(tmp_path / "code") != first


def test_a_function_without_a_handler_is_refused(bundling: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(bundling.BundlingError, match=r"functions/nothing_here/handler\.py is missing"):
        bundling.bundle_function("nothing_here", tmp_path)


def test_what_no_function_reads_is_left_out(tmp_path: Path) -> None:
    kept = {
        "a.dist-info/licenses/LICENSE",
        "a.dist-info/METADATA",
        "aws_lambda_powertools/utilities/data_classes/x.py",
        "botocore/data/dynamodb/2012-08-10/service-2.json",
        "botocore/data/endpoints.json",
        "phonenumbers/data/region_GB.py",
        "tzdata/zoneinfo/Europe/London",
        "tzdata/zoneinfo/__init__.py",
    }
    dropped = (
        "a.dist-info/RECORD",
        "aws_lambda_powertools/utilities/parser/x.py",
        "bin/jp.py",
        "botocore/data/dynamodb/2012-08-10/examples-1.json",
        "botocore/data/ec2/x.json",
        "phonenumbers/geodata/data0.py",
        "pydantic/main.pyi",
        "tzdata/zoneinfo/Africa/Cairo",
        "tzdata/zoneinfo/Zulu",
    )
    for path in (*kept, *dropped):
        place(tmp_path / path)
    (tmp_path / "botocore/data/dynamodb/2012-08-10/service-2.json").unlink()
    data = tmp_path / "botocore" / "data"
    service = {"operations": {"Put": {"documentation": "read"}}, "shapes": {"documentation": {"type": "string"}}}
    packed = data / "dynamodb" / "2012-08-10" / "service-2.json.gz"
    packed.write_bytes(gzip.compress(json.dumps(service).encode()))
    partitions: list[dict[str, Any]] = [
        {"partition": name, "services": {"dynamodb": {}, "ec2": {}}} for name in ("aws", "aws-cn")
    ]
    (data / "endpoints.json").write_text(json.dumps({"partitions": partitions}), encoding="utf-8")
    trimming.leave_out(tmp_path)
    assert set(contents(tmp_path)) == kept
    # A shape may be called as documentation is; it stays.
    assert json.loads(packed.with_suffix("").read_bytes()) == {**service, "operations": {"Put": {}}}
    endpoints = json.loads((data / "endpoints.json").read_bytes())
    assert endpoints == {"partitions": [{"partition": "aws", "services": {"dynamodb": {}}}]}


def place(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")


def test_a_layer_is_built_on_this_machine_when_cdk_asks(
    bundling: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import aws_cdk as cdk
    from aws_cdk import aws_lambda as lambda_

    monkeypatch.setenv("CDK_DOCKER", "no-docker-here")
    app = cdk.App(outdir=str(tmp_path / "out"))
    stack = cdk.Stack(app, "one")

    def build(output: Path) -> None:
        (output / "python").mkdir()
        (output / "python" / "made.py").write_text("here = True\n", encoding="utf-8")

    lambda_.LayerVersion(stack, "layer", code=bundling.code(bundling.DEPS, build))
    app.synth()
    (made,) = (tmp_path / "out").glob("asset.*/python/made.py")
    assert made.read_text(encoding="utf-8") == "here = True\n"
    assets = json.loads((tmp_path / "out" / "one.assets.json").read_text(encoding="utf-8"))
    assert [a for a in assets["files"].values() if a["source"]["packaging"] == "zip"]
