"""Both layers and every function as a deploy builds them: compiled, the same bytes twice, and small."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.python import PYTHON, interpreter

pytestmark = pytest.mark.cdk

Built = dict[str, Path]
ROOT = Path(__file__).resolve().parents[2]
CALLED = {
    service
    for folder in ("functions", "layers/core/python")
    for source in (ROOT / folder).rglob("*.py")
    for service in re.findall(r"\bclient\(\"(\w+)\"", source.read_text(encoding="utf-8"))
}
"""The services of AWS that our code makes clients of."""
HEADER = 16
"""Bytes of a .pyc before its code: PEP 552."""


@pytest.fixture(scope="module")
def twice(cdk_there: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Built]:
    """All of it built in two folders whose names are of different length."""
    from bench import package_sizes

    if interpreter() is None:
        # Nothing that a package registry offers brings one: `make sizes` says the same in CI's log.
        pytest.skip(f"no Python {PYTHON} on this machine: the layers are built without compiled modules")
    folders = [tmp_path_factory.mktemp(name) for name in ("once", "a-longer-name-for-again")]
    with ThreadPoolExecutor(2) as pool:
        once, again = pool.map(package_sizes.build, folders)
    return once, again


def test_built_twice_the_zip_that_is_uploaded_is_the_same(twice: tuple[Built, Built]) -> None:
    from bench.package_sizes import digest

    once, again = twice
    assert {name: digest(path) for name, path in once.items()} == {name: digest(path) for name, path in again.items()}


def test_every_module_is_compiled_for_lambdas_python_and_its_source_is_not_asked_for(
    twice: tuple[Built, Built],
) -> None:
    magic = subprocess.run(
        [
            str(interpreter()),
            "-c",
            "import importlib.util as u, sys; sys.stdout.buffer.write(u.MAGIC_NUMBER)",
        ],
        capture_output=True,
        check=True,
    ).stdout
    minor = PYTHON.replace(".", "")
    for name, folder in twice[0].items():
        sources = list(folder.rglob("*.py"))
        compiled = list(folder.rglob("*.pyc"))
        beside = {source.parent / "__pycache__" / f"{source.stem}.cpython-{minor}.pyc" for source in sources}
        # Of the packages the compiled modules alone, in the place of their sources; of ours both.
        assert set(compiled) == beside if name != "deps" else (not sources and len(compiled) > 300), name
        for path in compiled:
            head = path.read_bytes()[:HEADER]
            assert head[:4] == magic, path
            # 1: a hash stands where the source's date was, and nobody is to check it.
            assert int.from_bytes(head[4:8], "little") == 1, path


def test_no_compiled_module_names_the_folder_that_it_was_built_in(twice: tuple[Built, Built]) -> None:
    for name, folder in twice[0].items():
        for path in folder.rglob("*.pyc"):
            assert os.fsencode(folder) not in path.read_bytes(), (name, path)


def test_only_what_is_needed_is_there(twice: tuple[Built, Built]) -> None:
    deps = twice[0]["deps"] / "python"
    names = {path.relative_to(deps) for path in deps.rglob("*")}
    assert not [name for name in names if name.parts[-1] in {"tests", "test", "examples", "bin", "RECORD", "sboms"}]
    assert not [name for name in names if name.suffix in {".pyi", ".js", ".css", ".exe", ".gz.sig"}]
    data = {path.name for path in (deps / "botocore" / "data").iterdir() if path.is_dir()}
    assert data == CALLED
    for folder in twice[0].values():
        assert not [path for path in folder.rglob("*") if path.name.startswith(".")]
    # Whoever hands copies on hands the licences on.
    with_licence = {path.parent.name for path in deps.glob("*.dist-info/METADATA")}
    assert len(with_licence) >= 14


def test_a_hot_handler_needs_no_more_than_the_limit(twice: tuple[Built, Built]) -> None:
    from bench import package_sizes

    sizes = [package_sizes.size(name, path) for name, path in twice[0].items()]
    assert package_sizes.hot(sizes) <= package_sizes.HOT_LIMIT
    assert {each.name for each in sizes} == {"core", "deps", *package_sizes.functions()}


ENOUGH = """
import importlib, os, sys, zoneinfo
zoneinfo.reset_tzpath(())
sys.path[:0] = sys.argv[1:4]
for name in sys.argv[4:]:
    importlib.import_module(f"functions.{name}.handler")
from ringround import wiring
for service in {services}:
    wiring.client(service).meta.service_model.operation_names
import phonenumbers
assert phonenumbers.is_valid_number(phonenumbers.parse("0161 496 0000", "GB")) in (True, False)
assert phonenumbers.is_valid_number(phonenumbers.parse("+33 1 42 68 53 00", None))
import boto3
assert boto3.__file__.endswith(".pyc"), boto3.__file__
assert boto3.__file__.startswith(sys.argv[1]), boto3.__file__
# A link is signed, and a request prepared, from what is left of a service's description.
os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
boto3.client("s3").generate_presigned_url("put_object", Params={"Bucket": "b", "Key": "k"})
for service, operation, asked in (
    ("s3", "get_object", {"Bucket": "b", "Key": "k"}),
    ("lambda", "invoke", {"FunctionName": "f", "InvocationType": "Event", "Payload": b"{}"}),
    ("sesv2", "send_email", {"FromEmailAddress": "a@example.org", "Content": {"Simple": {
        "Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}}),
    ("dynamodb", "get_item", {"TableName": "t", "Key": {"pk": {"S": "p"}}}),
    ("logs", "describe_log_streams", {"logGroupName": "g"}),
):
    client = boto3.client(service)

    def answered(request, **_):
        raise RuntimeError("sent")

    client.meta.events.register("before-send.*", answered)
    try:
        getattr(client, operation)(**asked)
    except RuntimeError as sent:
        if str(sent) != "sent":
            raise
print("enough")
"""


def test_what_is_left_of_the_packages_is_enough_for_every_handler(twice: tuple[Built, Built], tmp_path: Path) -> None:
    """The same packages, for this machine's processor: every handler is loaded and every client made with them."""
    from bench import built_layers, package_sizes
    from infra import bundling

    python, enough = str(interpreter()), ENOUGH.replace("{services}", str(sorted(CALLED)))
    built_layers.build(tmp_path, python)
    # No AWS, and nothing that is installed here; of time zones only the layer's.
    told = {"AWS_DEFAULT_REGION": "eu-west-2", "RINGROUND_TABLE": "x", "AWS_EC2_METADATA_DISABLED": "true"}
    places = (tmp_path / "deps" / "python", tmp_path / "core" / "python", bundling.ROOT)
    done = subprocess.run(
        [python, "-I", "-c", enough, *map(str, places), *package_sizes.functions()],
        capture_output=True,
        text=True,
        check=False,
        env=told,
    )
    assert done.stdout.strip() == "enough", done.stderr
