"""A by-election's table, from a copy, in the local app: to look at, and to have it where AWS is out of reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.staff import after_restore, counts, loading, torn
from infra.staff.copies import Copy, CopyError
from ringround.storage.table import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def load(client: DynamoDBClient, table: str, copy: Copy) -> str:
    """Write a copy into the local table, end its sessions and pause its banks; what was done, in words.

    Raises CopyError where the table holds something already, or holds something else than the copy afterwards.
    """
    if client.scan(TableName=table, Limit=1)["Items"]:
        raise CopyError(
            "The data folder holds a by-election already. To go on with that one, leave FROM out; to begin with the "
            f"copy, name another folder: make demo DATA=.ringround-copy FROM={copy.folder}. Was a copy broken "
            f"off while it was written here? It is not whole: begin it again, make demo RESET=1 FROM={copy.folder}"
        )
    loading.put_all(client, table, copy.pages(), lambda _: None)
    differ = counts.differences(counts.of(copy.pages()), counts.of(loading.pages(client, table)))
    if differ:
        said = ", ".join(f"{what} {before:,} and {after:,}" for what, before, after in differ)
        raise CopyError(f"The table is not what the copy holds: {said}.")
    torn.finish(Table(client, table))
    safe = after_restore.make_safe(Table(client, table))
    return f"{copy.items:,} items, the same as in the copy. Paused: {', '.join(safe.banks) or 'no bank was open'}."
