"""The API that is fuzzed stands on a table of its own, as for the functions' own tests."""

from tests.functions.conftest import deployed

__all__ = ["deployed"]
