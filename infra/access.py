"""What each function may do to the table, in one place: actions, and the partitions they may touch.

A function that needs more fails in `tests/infra/test_permissions.py` first, and one that needs less does too.
Partitions are what `ringround.storage.keys` begins its partition keys with.
"""

from typing import NamedTuple


class Grant(NamedTuple):
    """`actions` on items whose partition key is like one of `partitions` (`*` stands for any text)."""

    actions: tuple[str, ...]
    partitions: tuple[str, ...]


class TableAccess(NamedTuple):
    """All that a function may do to the table; `queue`: whether it may read the queue index, `scan`: whether it may
    read all of the table in order (no condition on partitions can be made for that), `destroy`: whether it may delete
    whatever there is, and end what the table could be restored from."""

    grants: tuple[Grant, ...]
    queue: bool = False
    scan: bool = False
    destroy: bool = False


# A part of a transaction is checked as the action that it stands for (PutItem, UpdateItem), and a request that names
# several partitions needs one grant for all of them: so the reads and the writes of a function stand together.
SIGNED_IN = ("CAMPAIGN", "V#*", "D#*")
"""What every signed-in request reads: the campaign, the volunteer with the session, the caller's desk."""

TABLE_ACCESS: dict[str, TableAccess] = {
    "login": TableAccess(
        (
            Grant(("GetItem", "BatchGetItem"), (*SIGNED_IN, "JOIN", "LOGO", "MAIL")),
            Grant(("Query",), ("LOGIN#*",)),
            Grant(("PutItem",), ("V#*", "VOLUNTEERS", "LOGIN#*")),
            Grant(("DeleteItem",), ("V#*", "LOGIN#*")),
            Grant(("UpdateItem",), ("V#*", "VOLUNTEERS", "LOGIN#*", "RATE#*", "D#*", "MAIL", "WAITING")),
        )
    ),
    "next_contact": TableAccess(
        (
            # Whoever ends a claim looks whether its call was recorded, and finishes what was broken off of that: also
            # where people and numbers of that call have moved.
            Grant(
                ("GetItem", "BatchGetItem", "Query"),
                (*SIGNED_IN, "BANKS", "PROGRESS*", "SCRIPT#*", "H#*", "C#*", "E#*", "N#*"),
            ),
            Grant(("UpdateItem",), ("H#*", "D#*", "PROGRESS*", "QUALITY")),
        ),
        queue=True,
    ),
    "submit_response": TableAccess(
        (
            Grant(("GetItem", "BatchGetItem", "Query"), (*SIGNED_IN, "BANKS", "SCRIPT#*", "H#*", "C#*", "E#*", "N#*")),
            Grant(("PutItem", "UpdateItem"), ("C#*", "H#*", "D#*", "N#*", "NOTES", "QUALITY")),
        ),
        queue=True,
    ),
    "organiser": TableAccess(
        (
            Grant(
                ("GetItem", "BatchGetItem", "Query"),
                (
                    *(*SIGNED_IN, "VOLUNTEERS", "JOIN", "BANKS", "PROGRESS*", "OVERVIEW", "SCRIPT#*"),
                    *("H#*", "C#*", "E#*", "N#*", "QUALITY"),
                    *("IMPORTS", "NOTES", "JOBS", "AUDIT", "LOGO", "CLOSE", "MAIL", "WAITING"),
                ),
            ),
            # One grant: most acts are written in the transaction that writes them down.
            Grant(
                ("PutItem", "UpdateItem"),
                (
                    *("BANKS", "SCRIPT#*", "IMPORTS", "JOBS", "AUDIT", "V#*", "VOLUNTEERS", "JOIN", "OVERVIEW"),
                    *("PROGRESS*", "D#*", "H#*", "E#*", "N#*", "QUALITY", "CAMPAIGN", "LOGO", "CLOSE"),
                    *("LOGIN#*", "RATE#*", "MAIL"),
                ),
            ),
            Grant(("DeleteItem",), ("V#*", "VOLUNTEERS", "LOGO", "CLOSE", "MAIL", "NOTES", "WAITING")),
        )
    ),
    "import_contacts": TableAccess(
        (
            Grant(
                ("GetItem", "BatchGetItem", "Query"),
                ("CAMPAIGN", "BANKS", "H#*", "E#*", "N#*", "C#*", "IMPORT#*", "IMPORTS", "QUALITY", "JOBS"),
            ),
            # Before it moves people or takes a household back it finishes calls whose recording was broken off.
            Grant(
                ("PutItem", "UpdateItem"),
                ("BANKS", "SCRIPT#*", "H#*", "E#*", "N#*", "D#*", "IMPORT#*", "IMPORTS", "QUALITY", "JOBS"),
            ),
            # Who is erased is taken out of what was recorded and written of them.
            Grant(("UpdateItem",), ("C#*", "NOTES")),
            # What an import made goes when it is undone, in transactions that count its bank's figures anew.
            Grant(("DeleteItem",), ("BANKS", "H#*", "E#*", "N#*", "IMPORT#*", "QUALITY")),
        ),
        # Whoever is to be erased is looked for everywhere.
        scan=True,
    ),
    "arrange_households": TableAccess(
        (
            Grant(("GetItem", "Query"), ("CAMPAIGN", "BANKS", "JOBS", "H#*")),
            Grant(("UpdateItem",), ("BANKS", "JOBS", "H#*", "ARRANGING", "OVERVIEW")),
        ),
        scan=True,
    ),
    "export_results": TableAccess(
        (
            Grant(("GetItem", "BatchGetItem", "Query"), ("CAMPAIGN", "JOBS", "D#*", "N#*")),
            Grant(("UpdateItem",), ("JOBS",)),
        ),
        scan=True,
    ),
    "close_campaign": TableAccess(
        (
            Grant(("GetItem",), ("CAMPAIGN", "CLOSE", "JOBS")),
            Grant(("PutItem", "UpdateItem", "DeleteItem"), ("CAMPAIGN", "JOBS")),
        ),
        scan=True,
        destroy=True,
    ),
    "set_up": TableAccess(
        (
            Grant(("GetItem",), ("CAMPAIGN", "V#*")),
            Grant(("PutItem",), ("CAMPAIGN", "V#*", "VOLUNTEERS", "JOIN", "LOGIN#*", "AUDIT")),
            # A code for somebody, made at the terminal: counted, and whoever waited for it waits no longer.
            Grant(("UpdateItem",), ("RATE#*",)),
            Grant(("DeleteItem",), ("WAITING",)),
        )
    ),
    # It asks the site as anybody does, and nothing of AWS.
    "site_check": TableAccess(()),
    # Only where there is a sender.
    "mail_events": TableAccess((Grant(("GetItem",), ("CAMPAIGN",)), Grant(("UpdateItem",), ("MAIL",)))),
}
