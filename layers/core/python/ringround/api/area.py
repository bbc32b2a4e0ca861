"""One area of the organisers' API: its operations, and what its requests and answers hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from .http import Operation

Answers = Mapping[str, tuple[int, tuple[type[BaseModel], ...]]]
"""The status of a good answer and its models, by operation."""


@dataclass(frozen=True, slots=True)
class Area:
    """All by the operation's name, as the table of routes has it."""

    operations: Mapping[str, Operation]
    answers: Answers
    requests: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    queries: Mapping[str, type[BaseModel]] = field(default_factory=dict)
