"""Callers at work while a corrected list is imported: nothing they record is lost, no number is in two hands."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ringround.domain.claim_id import read as read_claim
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import facts_of, open_numbers
from ringround.domain.recording import Response
from ringround.storage import calls, desks, households
from ringround.storage.table import Table
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.respond import respond
from tests.builders import NOW
from tests.functions.importing import BANK, Importer, everything, row

pytestmark = pytest.mark.races

HOUSEHOLDS = 80
CALLERS = 6


def _rows(chance: random.Random, *, corrected: bool) -> list[str]:
    """Two people a household. Corrected: names, numbers and addresses of some are others, some people moved."""
    rows = []
    for n in range(HOUSEHOLDS * 2):
        home, phone, name = n // 2, n, "Priya,Shah"
        if corrected:
            what = chance.randrange(6)
            name = "Priya,Shah-Owen" if what == 0 else name
            phone = n + 400 if what == 1 else phone
            home = chance.randrange(HOUSEHOLDS * 2) if what == 2 else home
        rows.append(row(f"AB-{n}", name, f"{home} Mill Lane", f"07700900{phone:03d}"))
    return rows


def test_callers_and_an_import_do_not_harm_each_other(local_table: Table, tmp_path: Path) -> None:
    importer = Importer(local_table, tmp_path)
    importer.rows(*_rows(random.Random(1), corrected=False))
    context, bank = importer.context, importer.context.bank(BANK)
    over = threading.Event()
    recorded: list[tuple[str, str, str]] = []

    def ring(caller: str) -> None:
        chance = random.Random(caller)
        while not over.is_set():
            desk = desks.get(local_table, "2027-02-20", caller)
            handed = claim_next(context, bank, desk, now=NOW, chance=chance)
            if not isinstance(handed, Handed):
                return
            number = open_numbers(handed.household, bank, facts_of(handed.household), NOW)[0].number.e164
            respond(context, caller, handed.claim.id, Response(Outcome.NOT_HOME, number=number), now=NOW)
            recorded.append((caller, handed.claim.id, number))

    with ThreadPoolExecutor(CALLERS) as pool:
        callers = [pool.submit(ring, f"caller{n}") for n in range(CALLERS)]
        for seed in (1, 2):
            importer.rows(*_rows(random.Random(seed), corrected=True))
        over.set()
        for under_way in callers:
            under_way.result()

    assert recorded
    for _, claim, e164 in recorded:
        parts = read_claim(claim, context.campaign.secret)
        household = households.get(local_table, parts.household)
        assert household is not None
        entry = household.entry(claim)
        assert entry is not None
        assert entry.number == e164
        call = calls.latest(local_table, claim, parts)
        assert call is not None
        assert call.entry == entry
    ids = [pk.removeprefix("H#") for pk, sk in everything(local_table) if sk == "H"]
    found = [h for h in households.get_many(local_table, ids) if h]
    dialled = Counter(n.e164 for h in found for n in h.numbers.values() if not n.dead)
    assert max(dialled.values()) == 1
    for household in found:
        for number in household.numbers.values():
            if not number.dead:
                assert importer.owner(number.e164) == household.id
