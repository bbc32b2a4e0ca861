"""What a route is."""

from typing import Literal, NamedTuple

Access = Literal["public", "always", "anyone", "caller", "organiser", "admin"]
Method = Literal["GET", "POST", "PUT", "DELETE"]


class Route(NamedTuple):
    """One route: `operation` is its name in code and in the OpenAPI document. `always` is public, and answered though
    the campaign is over and destroyed."""

    method: Method
    path: str
    function: str
    access: Access
    operation: str
    summary: str
