"""What each figure is to reach: the rows of docs/performance.md, with the bench and the row that answer them.

One place, so that a bench can't set itself a softer target, and a figure that nobody measured is a line that says so.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """One figure that the project holds itself to."""

    bench: str
    """The command that measures it: `make bench-BENCH`."""
    figure: str
    """The row of that bench's result."""
    what: str
    """In the report's words."""
    unit: str
    target: float | None
    """None for what is only reported, side by side."""
    at_most: bool = True


WANTED = (
    Wanted(
        "claims",
        "steady, 1,000 callers",
        "Requests to DynamoDB for a claim, steady calling by 1,000 callers, index lag 10 to 100 ms",
        "requests",
        2.05,
    ),
    Wanted(
        "claims",
        "128 at once",
        "Requests for a claim when 128 callers arrive at once on an idle system",
        "requests",
        2.5,
    ),
    Wanted("claims", "128 at once, reading", "What a claim reads when 128 callers arrive at once", "read units", 10),
    Wanted(
        "claims",
        "fewer households than callers",
        "Requests for a claim when fewer households are left than callers",
        "requests",
        4,
    ),
    Wanted(
        "claims",
        "lag 1 s beside 0.1 s",
        "Requests for a claim with an index lag of 1 s, beside a lag of 0.1 s, in the worst of these cases",
        "ratio",
        1.1,
    ),
    Wanted(
        "claims",
        "in two hands, simulated",
        "Households and numbers handed to two callers, a million simulated claims",
        "households",
        0,
    ),
    Wanted(
        "claims",
        "in two hands, real engine",
        "Households and numbers handed to two callers, races on the real engine",
        "households",
        0,
    ),
    Wanted(
        "claims",
        "order, 300 callers",
        "How far from strict priority a household is handed out, 300 callers, median",
        "places",
        25,
    ),
    Wanted(
        "units",
        "write units a call",
        "Write units for a whole call as the page makes it, indexes and tallies included",
        "write units",
        8,
    ),
    Wanted(
        "screen",
        "save and next",
        "*Save and next* to the next household shown, Slow 4G, slow processor, median",
        "ms",
        100,
    ),
    Wanted(
        "start",
        "worst hot handler",
        "Start-up of the slowest hot handler, built package, in instructions, beside importing boto3 and a client",
        "ratio",
        1.15,
    ),
    Wanted("start", "package", "The package of a hot handler, zipped, with its layers", "MB", 8),
    Wanted("start", "modules without .pyc", "Modules in the package without a .pyc", "modules", 0),
    Wanted(
        "warm",
        "worst hot handler",
        "Processor time of a warm request outside DynamoDB, the slowest hot handler",
        "ms",
        3,
    ),
    Wanted(
        "import",
        "75,000 electors",
        "Import of 75,000 electors, beside reading the CSV and parsing the numbers alone",
        "ratio",
        2.0,
    ),
    Wanted(
        "import",
        "memory, 300,000 beside 10,000 rows",
        "Memory of an import of 300,000 rows, beside one of 10,000",
        "ratio",
        1.1,
    ),
    Wanted("export", "100,000 calls", "Export of 100,000 calls, beside scanning the table alone", "ratio", 1.5),
    Wanted(
        "export",
        "memory, 300,000 beside 10,000 calls",
        "Memory of an export of 300,000 calls, beside one of 10,000",
        "ratio",
        1.1,
    ),
    Wanted("postgres", "calls a second, ours", "Calls recorded a second on the local engine", "calls/s", None),
    Wanted(
        "postgres",
        "calls a second, PostgreSQL",
        "Calls recorded a second on PostgreSQL with `SKIP LOCKED`, the same job in the same run",
        "calls/s",
        None,
    ),
    Wanted(
        "costs",
        "1,000 calls",
        "Money for 1,000 calls at AWS's published prices, all services, London, as on the bill of a by-election with"
        " 5,000 calls a day, less what AWS takes nothing for",
        "$",
        0.008,
    ),
)
"""In the order of the report's table."""
