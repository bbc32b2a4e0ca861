"""Attacks are tried on a deployed campaign, as the functions' own tests are."""

from tests.functions.conftest import deployed, logs

__all__ = ["deployed", "logs"]
