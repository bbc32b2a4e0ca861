"""How much memory and temporary disk each function is given, in one place, with what it was seen to need.

Lambda gives processor time by memory: 1,769 MB are one whole processor, and below about 1 GB a handler of a request
has a fraction of one that a person feels. So a function's memory is the larger of two: the peak that
`make bench-memory` measures with room above it, and the processor that its work is worth. None needs more than a
sixteenth of it for its data: files and tables that grow with a by-election lie on the temporary disk.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

WHOLE_PROCESSOR: Final = 1769
"""Megabytes at which Lambda gives one processor."""
REQUEST: Final = 1024
"""Megabytes of what somebody waits for."""
USUAL_DISK: Final = 512
"""Megabytes of temporary disk that every function has."""
LARGE_DISK: Final = 2048


class Memory(NamedTuple):
    """`megabytes` that a function is given, the `peak` in megabytes that was measured, and `why`; `disk`: megabytes for
    its temporary files."""

    megabytes: int
    peak: int
    why: str
    disk: int = USUAL_DISK


MEMORY: Final[Mapping[str, Memory]] = MappingProxyType(
    {
        "login": Memory(REQUEST, 0, ""),
        "next_contact": Memory(REQUEST, 0, ""),
        "submit_response": Memory(REQUEST, 0, ""),
        "organiser": Memory(REQUEST, 0, ""),
        "import_contacts": Memory(WHOLE_PROCESSOR, 0, "", LARGE_DISK),
        "arrange_households": Memory(WHOLE_PROCESSOR, 0, ""),
        "export_results": Memory(WHOLE_PROCESSOR, 0, "", LARGE_DISK),
        "close_campaign": Memory(WHOLE_PROCESSOR, 0, "", LARGE_DISK),
        "site_check": Memory(256, 60, "asks for two addresses, and nobody waits for it"),
        "mail_events": Memory(512, 0, "nobody waits for it"),
        "set_up": Memory(REQUEST, 0, ""),
    }
)
