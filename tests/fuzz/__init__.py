"""What nobody would send, sent: by machines that make it up, the same at each run unless more is asked for."""

import os
from typing import Final

from hypothesis import HealthCheck, Phase, settings

EXAMPLES: Final = int(os.environ.get("EXAMPLES", "0"))
"""How many of each thing are made up; 0: so few that all of it takes a minute in CI, and the same ones at each run."""


def bounded(in_ci: int) -> settings:
    """So many examples in CI, in which nothing is left to chance; as many as are asked for by `make fuzz`."""
    return settings(
        max_examples=EXAMPLES or in_ci,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        print_blob=True,
        phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if EXAMPLES else [])],
        suppress_health_check=list(HealthCheck),
    )
