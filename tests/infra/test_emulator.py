"""The emulator's switch; what it leaves out is tried by tests/deploy."""

import importlib
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

pytestmark = pytest.mark.cdk


@pytest.fixture
def emulator(cdk_there: None) -> ModuleType:
    return importlib.import_module("infra.emulator")


def app(named: str | None) -> Any:
    """An app with a context."""
    return SimpleNamespace(node=SimpleNamespace(try_get_context=lambda _: named))


def test_without_the_switch_the_stacks_are_those_of_aws(emulator: ModuleType) -> None:
    assert emulator.Emulator.asked_for(app(None)) is None


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("localstack", "https://localhost:4566"),
        ("ministack", ""),
        ("ministack", "http://localhost:4566"),
        ("ministack", "https://localhost"),
    ],
)
def test_an_emulator_that_cannot_be_deployed_to_is_refused(
    emulator: ModuleType, monkeypatch: pytest.MonkeyPatch, named: str, address: str
) -> None:
    monkeypatch.setenv(emulator.ADDRESS, address)
    with pytest.raises(emulator.EmulatorError):
        emulator.Emulator.asked_for(app(named))


def test_a_package_of_another_version_than_the_functions_is_refused(
    emulator: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(emulator, "_locked", lambda: [("boto3", "0.0.1")])
    with pytest.raises(emulator.EmulatorError, match=r"boto3 is .*, and the functions' is 0\.0\.1"):
        emulator.Emulator.packages(None).build(tmp_path)
