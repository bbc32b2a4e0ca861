"""Bodies of large requests, written in one go.

The SDK walks through a request twice in Python, once to check each value against its model of the service and once to
copy it, before it writes it as JSON. For a transaction of a hundred items that is most of what an import costs. Our
items are typed already (`storage.marshal`), and the service checks them anyway: so they are written as they are.
"""

import base64
import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from .first_try import FirstTry
from .table import OWN_BODIES, InTable, ReadyPut

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BODY: Final = "ringround-body"
_IN_SHORT: Final[dict[str, dict[str, Any]]] = {
    "TransactWriteItems": {"TransactItems": [{}]},
    "BatchGetItem": {"RequestItems": {}},
}
"""What the SDK is told instead: the least that it takes for such a request."""


def write_in_one_go(client: "DynamoDBClient") -> None:
    """Let this client send transactions and reads of many items with bodies of our own. Twice is as good as once.

    Who listens to `provide-client-params` still sees the whole request; signing, retries and errors stay the SDK's.
    """
    OWN_BODIES.add(client)
    give = partial(_give, first=FirstTry(client))
    for operation in _IN_SHORT:
        client.meta.events.register(f"before-parameter-build.dynamodb.{operation}", _take, unique_id=f"{_BODY}-take")
        client.meta.events.register(f"before-call.dynamodb.{operation}", give, unique_id=f"{_BODY}-give")


def _take(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    writes = params.get("TransactItems")
    if isinstance(writes, InTable):
        rest = "".join(f",{encode(n)}:{encode(value)}" for n, value in params.items() if value is not writes)
        context[_BODY] = f'{{"TransactItems":{text_of(writes)}{rest}}}'.encode()
    else:
        context[_BODY] = encode(params).encode()
    params.clear()
    params.update(_IN_SHORT[model.name])


def text_of(found: InTable) -> str:
    """The writes of a transaction as JSON."""
    put = f'{{"Put":{{"TableName":{encode(found.table)},'
    writes = [f"{put}{w.text}}}}}" if type(w) is ReadyPut else encode(found.named(w)) for w in found.writes]
    return f"[{','.join(writes)}]"


def _give(
    params: dict[str, Any], model: Any, context: dict[str, Any], request_signer: Any, first: FirstTry, **_: Any
) -> Any:
    params["body"] = context.pop(_BODY)
    # Any more than 200 is the SDK's to make sense of.
    return first.send(model.name, params, request_signer) if model.name == "TransactWriteItems" else None


def _text(value: bytes) -> str:
    """Bytes as the service takes them. Raises TypeError for whatever is no bytes."""
    return base64.b64encode(value).decode("ascii")


# Made once, and without watching for an item that holds itself: ours are trees.
encode: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_text).encode
