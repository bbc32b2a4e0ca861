"""Making the roster: everybody in one reading of the table, in bounded memory."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..domain.bank import Bank
from ..domain.placement import oldest_screening
from ..domain.roster import Counted, Gathering, Roster
from ..domain.targets import Target
from ..storage import households, keys, scan
from ..storage.jobs import Job
from ..storage.schema import PK, SK
from .context import Context
from .jobs import Tell, Work
from .said import gathering

KIND: Final = "roster"
STALE_SECONDS: Final = 30 * 60
"""From then on a page offers to gather it anew: calls change outcomes and answers all the time."""


def work(hand_over: Callable[[Roster], None], clock: Callable[[], int]) -> Work:
    """What a job of this kind does; `hand_over` puts the roster where it is read."""

    def gather(context: Context, _job: Job, tell: Tell) -> Mapping[str, Any]:
        started = time.monotonic()
        roster = gathered(context, tell, clock())
        hand_over(roster)
        took = round((time.monotonic() - started) * 1000)
        return {"people": roster.people, "households": roster.households, "milliseconds": took}

    return gather


def gathered(context: Context, tell: Tell, now: int) -> Roster:
    """The roster of this moment. What is written meanwhile may be in it or not."""
    made = Gathering(now)
    household = keys.household("")
    wanted: dict[str, Any] = {
        "FilterExpression": f"({SK} = :sk AND begins_with({PK}, :pk)) OR begins_with({PK}, :calls)",
        "ExpressionAttributeValues": {
            ":sk": {"S": household[SK]},
            ":pk": {"S": household[PK]},
            ":calls": {"S": keys.CALLS},
        },
    }
    read = 0
    with gathering() as said:
        for page in scan.pages(context.table, **wanted):
            for item in page:
                if item[PK].startswith(keys.CALLS):
                    said.add(item)
                else:
                    made.add(households.from_item(item))
            read += len(page)
            tell(read, 0)
        made.answered(said.by_person())
    return made.done()


def count(roster: Roster, target: Target, banks: list[Bank], about: str, now: int) -> Counted:
    """Count whom a target matches. `about` is the bank whose target it is: the others that are not closed come first
    where they want the same people."""
    others = {bank.id for bank in banks if bank.id != about and bank.status != "closed"}
    return roster.count(target, others=others, oldest=oldest_screening(now))
