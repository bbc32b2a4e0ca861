"""What a call may ask of DynamoDB: requests and request units, which are the same on every machine.

A budget is what was measured when it was last lowered; a change that costs more is to say so here, or to cost less.
`make bench-units` shows where they go.
"""

from collections.abc import Iterator
from typing import Final

import pytest

from bench import units_per_call
from bench.metering import Meter, Used
from bench.units_per_call import MIX
from bench.wanted import WANTED
from ringround import settings, wiring
from ringround.storage.schema import table_definition
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races  # a real engine: a mock's units are its own

CALLS: Final = len(MIX)
"""The field's mix of outcomes, once."""

BUDGET: Final = {
    # part: requests, read units, write units, for one
    "claim": (4.1, 4.6, 4.0),
    "response": (4.1, 5.1, 4.8),
    "page": (6.1, 6.6, 7.8),
}
"""`page` is a whole call as the page makes it; the other two are its halves as a script would ask for them. The tenths
of requests and reads are what a process reads once a minute, which a slow machine does twice."""


@pytest.fixture(scope="module")
def used(dynamodb_local: DynamoDbLocal) -> Iterator[dict[str, Used]]:
    """What so many calls used, by part."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL_DYNAMODB": dynamodb_local.url,
            "AWS_REGION": "eu-west-2",
            "AWS_DEFAULT_REGION": "eu-west-2",
            "AWS_ACCESS_KEY_ID": "budget",
            "AWS_SECRET_ACCESS_KEY": "budget",
            settings.TABLE: "budget",
        }.items():
            patch.setenv(name, value)
        patch.setattr(wiring, "new_code", wiring.new_code)  # signing in replaces it
        wiring.forget()
        client = wiring.dynamodb()
        client.create_table(**table_definition("budget"))
        units_per_call.seed(CALLS * 3)
        meter = Meter(client, wiring.client("dynamodb"))
        units_per_call.ring(meter, CALLS)
        yield meter.by_part
        wiring.forget()


@pytest.mark.parametrize("part", BUDGET)
def test_a_call_keeps_to_its_budget(used: dict[str, Used], part: str) -> None:
    found = used[part]
    each = (sum(found.requests.values()) / CALLS, found.reads / CALLS, found.writes / CALLS)
    within = all(one <= most + 1e-9 for one, most in zip(each, BUDGET[part], strict=True))
    assert within, f"{part}: requests, read units, write units {each}, at most {BUDGET[part]}"


def test_the_budget_is_no_looser_than_what_the_project_wants() -> None:
    wanted = next(w.target for w in WANTED if w.bench == "units")
    assert wanted is not None
    assert BUDGET["page"][2] <= wanted
