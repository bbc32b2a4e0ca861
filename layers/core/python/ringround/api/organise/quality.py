"""Data quality: what there is to decide about the list, each settled with one decision that takes effect."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from ...domain.phone import display
from ...domain.quality import Decision, Kind
from ...usecases import quality
from ...usecases.quality import Shown
from ..answers import Answered
from ..area import Area
from ..http import Request
from ..models import Body
from ..views import Data, iso


class QualityQuery(Body):
    """With `kind`, matters of one kind."""

    kind: Kind | None = None


class DecisionRequest(Body):
    """A decision. `household` is the one that is given a number, or that stays where two become one."""

    decision: Decision
    household: Annotated[str, StringConstraints(max_length=64)] = ""


class QualityPerson(Answered):
    """Somebody who lives there."""

    id: str
    name: str


class QualityHousehold(Answered):
    """A household. `about` names the people whom the matter is about, where it is about some."""

    id: str
    address: list[str]
    town: str
    postcode: str
    people: list[QualityPerson]
    about: list[str]


class Volunteered(Answered):
    """A volunteer."""

    id: str
    name: str


class SettledMatter(Answered):
    """What was decided, by whom."""

    decision: Decision
    by: Volunteered
    at: AwareDatetime


class QualityItem(Answered):
    """Something to decide. Of a number at several addresses, the first household is the one that has it. `decisions` is
    empty where it is settled."""

    id: str
    kind: Kind
    at: AwareDatetime
    number_display: str | None
    households: list[QualityHousehold]
    note: str | None
    language: str | None
    from_: Annotated[Volunteered | None, Field(alias="from")]
    bank: str | None
    decisions: list[Decision]
    settled: SettledMatter | None


class QualityCounts(Answered):
    """How many of each kind are still to be decided."""

    several_addresses: int
    wrong_number: int
    dead_number: int
    please_look: int
    question: int
    language: int


class QualityAnswer(Answered):
    """What there is to decide, open matters first, newest first; `more` are not among these."""

    as_of: AwareDatetime
    items: list[QualityItem]
    counts: QualityCounts
    more: int


class OneMatter(Answered):
    """A matter as it is now."""

    item: QualityItem


def list_quality(request: Request) -> Data:
    """What there is to decide."""
    page = quality.look(request.context, request.query(QualityQuery).kind)
    return {
        "as_of": iso(request.now),
        "items": [_item(each) for each in page.shown],
        "counts": dict(page.open),
        "more": page.more,
    }


def decide_quality(request: Request) -> Data:
    """Decide a matter."""
    asked = request.body(DecisionRequest)
    by = request.who.volunteer.id
    decided = quality.decide(
        request.context, by, request.path["item"], asked.decision, asked.household, now=request.now
    )
    return {"item": _item(decided)}


def _item(of: Shown) -> Data:
    matter = of.matter
    last = max(matter.raised.values(), key=lambda r: r.at, default=None)
    about = {person for r in matter.raised.values() for person in r.people}
    return {
        "id": of.id,
        "kind": matter.about.kind,
        "at": iso(matter.at),
        "number_display": display(matter.about.number) if matter.about.number else None,
        "households": [
            {
                "id": h.id,
                "address": list(h.address),
                "town": h.town,
                "postcode": h.postcode,
                "people": [{"id": p.id, "name": p.name} for p in h.people.values() if not p.erased],
                "about": [p for p, known in h.people.items() if p in about and not known.erased],
            }
            for h in of.households
        ],
        "note": "\n".join(r.note for r in matter.raised.values() if r.note) or None,
        "language": next((r.language for r in matter.raised.values() if r.language), None),
        "from": _volunteer(of, last.caller) if last else None,
        "bank": (last.bank or None) if last else None,
        "decisions": list(of.decisions),
        "settled": {
            "decision": matter.settled.decision,
            "by": _volunteer(of, matter.settled.by),
            "at": iso(matter.settled.at),
        }
        if matter.settled and not matter.open
        else None,
    }


def _volunteer(of: Shown, who: str) -> Data:
    return {"id": who, "name": of.names.get(who, "")}


AREA = Area(
    operations={"list_quality": list_quality, "decide_quality": decide_quality},
    requests={"decide_quality": DecisionRequest},
    queries={"list_quality": QualityQuery},
    answers={"list_quality": (200, (QualityAnswer,)), "decide_quality": (200, (OneMatter,))},
)
