"""Set up a campaign: asked by CloudFormation as a part of each deploy, or by a direct Invoke that IAM allows, never
over HTTP. Run again, it changes nothing that is there; it adds whoever is new. Asked for a code for somebody, it makes
one: so that the first admins of a stack that sends no mail get in.
"""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from ringround import wiring
from ringround.api import deploying
from ringround.api.models import CodeForRequest, SetUpRequest
from ringround.api.views import iso
from ringround.domain.errors import NotThere
from ringround.usecases.hand_out_code import hand_out_at_terminal
from ringround.usecases.set_up import set_up


def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Write the campaign, its first volunteers and join codes; or, for `{"code_for": address}`, hand a code out.
    Raises pydantic's ValidationError for a bad event, NotThere for a campaign that was destroyed or an address that
    is not on the list; CloudFormation is told of it instead."""
    if deploying.is_asked(event):
        deploying.carry_out(event, _deploy)
        return {}
    if "code_for" in event:
        return _code_for(CodeForRequest.model_validate(event))
    return {"created": _write(SetUpRequest.model_validate(event))}


def _deploy(properties: Mapping[str, Any], kind: str) -> None:
    wanted = SetUpRequest.model_validate_json(properties["Campaign"])
    try:
        _write(wanted)
    except NotThere:
        # A campaign that was destroyed stays so. Only a stack that is made anew on what is left of it is refused: an
        # update of the one that is there must go through, for it may be on its way back from another that failed.
        if kind == "Create":
            raise


def _write(wanted: SetUpRequest) -> bool:
    return set_up(wiring.table(), wanted.to_wanted(), now=wiring.now(), secret=wiring.new_secret())


def _code_for(asked: CodeForRequest) -> dict[str, Any]:
    made = hand_out_at_terminal(
        wiring.context(), asked.code_for, now=wiring.now(), code=wiring.new_code(), site=wiring.settings().site
    )
    return {"code": made.code, "link": made.link, "until": iso(made.until)}
