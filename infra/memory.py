"""How much memory each function is given, in one place, with what it was seen to need.

Lambda gives processor time by memory: 1,769 MB are one whole processor, and below about 1 GB a handler of a request
has a fraction of one that a person feels. So a function's figure is the larger of two: the peak that
`make bench-memory` measures with room above it, and the processor that its work is worth.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

WHOLE_PROCESSOR: Final = 1769
"""Megabytes at which Lambda gives one processor."""
REQUEST: Final = 1024
"""Megabytes of what somebody waits for."""


class Memory(NamedTuple):
    """`megabytes` that a function is given, and the `peak` in megabytes that was measured, with `why`."""

    megabytes: int
    peak: int
    why: str


MEMORY: Final[Mapping[str, Memory]] = MappingProxyType(
    {
        "login": Memory(REQUEST, 0, ""),
        "next_contact": Memory(REQUEST, 0, ""),
        "submit_response": Memory(REQUEST, 0, ""),
        "organiser": Memory(REQUEST, 0, ""),
        "import_contacts": Memory(WHOLE_PROCESSOR, 0, ""),
        "arrange_households": Memory(WHOLE_PROCESSOR, 0, ""),
        "export_results": Memory(WHOLE_PROCESSOR, 0, ""),
        "close_campaign": Memory(WHOLE_PROCESSOR, 0, ""),
        "site_check": Memory(256, 60, "asks for two addresses, and nobody waits for it"),
        "mail_events": Memory(512, 0, "nobody waits for it"),
        "set_up": Memory(REQUEST, 0, ""),
    }
)
