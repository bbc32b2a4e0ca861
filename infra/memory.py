"""How much memory and temporary disk each function is given, in one place, with what it was seen to need.

Lambda gives processor time by memory: 1,769 MB are one whole processor, and below about 1 GB a handler of a request
has a fraction of one that a person feels. So a function's memory is the larger of two: the peak that
`make bench-memory` measures with room above it, and the processor that its work is worth.

What it costs has no best point between: a gigabyte-second of processor costs the same at any share of one, and the
time in which a function waits for the table costs the more the more memory it has. So less is always cheaper, and the
question is who waits: half the memory takes a quarter off the price of a response, and makes it some 20 ms later.

The peaks below are of a by-election of 8,000 electors. They hardly grow with a larger one: what grows lies on the
temporary disk, and of the table at most four pages of a megabyte are held at a time, three of them as they came
(`ringround.storage.scan`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

WHOLE_PROCESSOR: Final = 1769
"""Megabytes at which Lambda gives one processor."""
REQUEST: Final = 1024
"""Megabytes of what somebody waits for."""
BEHIND: Final = 512
"""Megabytes of what goes on behind a page that has what it shows next."""
USUAL_DISK: Final = 512
"""Megabytes of temporary disk that every function has."""
LARGE_DISK: Final = 2048
DISK_OF_AN_IMPORT: Final = 5.6
"""Bytes on the disk for each byte of the lists, at the most: themselves, and the rows as they are staged. Measured with
registers of 8 and 25 MB. An import may have 200 MB (`ringround.usecases.imports`)."""


class Memory(NamedTuple):
    """`megabytes` that a function is given, the `peak` in megabytes that was measured, and `why`; `disk`: megabytes for
    its temporary files."""

    megabytes: int
    peak: int
    why: str
    disk: int = USUAL_DISK


MEMORY: Final[Mapping[str, Memory]] = MappingProxyType(
    {
        "login": Memory(REQUEST, 57, "a person waits: 7 ms of a processor, the first request of a process 100"),
        "next_contact": Memory(REQUEST, 54, "a caller waits: 10 ms of a processor, at this share 17"),
        "submit_response": Memory(
            BEHIND, 55, "the page shows the next household before it answers: 14 ms of a processor, at this share 48"
        ),
        "organiser": Memory(REQUEST, 81, "an organiser waits: 32 ms of a processor, counting for a filter up to 220"),
        "import_contacts": Memory(WHOLE_PROCESSOR, 72, "reads and writes as fast as one processor can", LARGE_DISK),
        "arrange_households": Memory(WHOLE_PROCESSOR, 61, "goes through all households: the longest work of all"),
        "export_results": Memory(
            WHOLE_PROCESSOR, 95, "sorts the whole table, and reads the last export back", LARGE_DISK
        ),
        "close_campaign": Memory(WHOLE_PROCESSOR, 80, "reads all there is twice and deletes it, within 15 minutes"),
        "mail_events": Memory(256, 41, "nobody waits for it: 4 ms of a processor for a mail"),
        "site_check": Memory(256, 38, "asks for two addresses, and nobody waits for it"),
        "set_up": Memory(512, 51, "a deploy waits for it, once: 100 ms of a processor"),
    }
)
