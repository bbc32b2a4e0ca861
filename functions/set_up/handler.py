"""Set up a campaign: started by the staff's command or the local app, by a direct Invoke that IAM allows, never over
HTTP. Run again, it changes nothing that is there.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ringround import wiring
from ringround.api.models import SetUpRequest
from ringround.usecases.set_up import set_up


def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Write the campaign, its first volunteers and join codes. Raises pydantic's ValidationError for a bad event."""
    wanted = SetUpRequest.model_validate(event).to_wanted()
    created = set_up(wiring.table(), wanted, now=wiring.now(), secret=wiring.new_secret())
    return {"created": created}
