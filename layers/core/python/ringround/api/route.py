"""What a route is."""

from typing import Literal, NamedTuple

Access = Literal["public", "anyone", "caller", "organiser", "admin"]
Method = Literal["GET", "POST", "PUT", "DELETE"]


class Route(NamedTuple):
    """One route: `operation` is its name in code and in the OpenAPI document."""

    method: Method
    path: str
    function: str
    access: Access
    operation: str
    summary: str
