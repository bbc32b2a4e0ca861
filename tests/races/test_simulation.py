"""The simulation beside the real engine, where both can run: callers who drain a list without pause."""

import pytest

from bench.claims import NO_LAG, TOLERANCE
from bench.claims_engine import a_table, drained
from bench.scale.claimers import simulated
from bench.scale.setting import Setting
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
HOUSEHOLDS = 200


@pytest.mark.parametrize("callers", [4, 16])
def test_a_claim_takes_as_many_requests_on_the_engine_as_in_the_simulation(
    dynamodb_local: DynamoDbLocal, callers: int
) -> None:
    real = drained(a_table(dynamodb_local.client(), f"simulated-{callers}", HOUSEHOLDS), callers)
    model = simulated(Setting(callers=callers, few_households=HOUSEHOLDS, times=NO_LAG))
    assert len(real.handed) == len(model.handed) == HOUSEHOLDS
    assert real.twice == model.twice == 0
    assert real.requests / model.requests == pytest.approx(1, abs=TOLERANCE)
    assert real.requests / HOUSEHOLDS < 2.5
