"""Somebody of an imported list who is erased, and everything that a table holds, to be looked through."""

import json
import zlib
from typing import Any

from ringround.storage import households, imports, keys
from ringround.storage.jobs import Job
from ringround.storage.marshal import from_item
from ringround.storage.table import Table
from ringround.usecases import erase, jobs
from tests.functions.importing import Importer


def world(importer: Importer) -> erase.World:
    """Time that passes only by waiting."""

    def sleep(seconds: float) -> None:
        importer.now += max(1, int(seconds))

    return erase.World(lambda: importer.now, lambda _: None, sleep)


def begin(importer: Importer, elector: str) -> Job:
    """Have somebody erased."""
    person = importer.ids.of(elector)
    item = importer.table.get(keys.elector(person))
    assert item is not None
    return erase.begin(importer.context, "ada", person, item["household"], now=importer.now)


def run(importer: Importer, job: Job, name: str = "run", around: erase.World | None = None) -> Job:
    """Run the job; how it ended."""
    ended = jobs.run(importer.context, job.id, erase.works(around or world(importer)), lambda: importer.now, name)
    assert ended is not None
    return ended


def erased(importer: Importer, elector: str) -> Job:
    """Somebody is erased."""
    ended = run(importer, begin(importer, elector))
    assert ended.state == "done", ended
    return ended


def all_of(table: Table) -> list[dict[str, Any]]:
    """Every item, with what is packed unpacked."""
    found: list[dict[str, Any]] = []
    more: dict[str, Any] = {}
    while True:
        answer: Any = table.client.scan(TableName=table.name, ConsistentRead=True, **more)
        for raw in answer["Items"]:
            item = from_item(raw)
            found.append({**item, "z": json.loads(zlib.decompress(item["z"]))} if "z" in item else dict(item))
        if "LastEvaluatedKey" not in answer:
            return found
        more = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def where(table: Table, *words: str) -> dict[str, set[str]]:
    """The partitions in which each of these words stands, those that stand somewhere."""
    found: dict[str, set[str]] = {}
    for item in all_of(table):
        text = json.dumps(item, ensure_ascii=False, default=str).casefold()
        for word in words:
            if word.casefold() in text:
                found.setdefault(word, set()).add(str(item["pk"]).partition("#")[0])
    return found


def home_of(importer: Importer, elector: str) -> Any:
    """The household to which an elector's item points."""
    item = importer.table.get(keys.elector(importer.ids.of(elector)))
    assert item is not None
    return households.get(importer.table, item["household"])


def no_import_runs(importer: Importer) -> bool:
    """Whether the next import may begin."""
    return not imports.running(importer.table, importer.now)
