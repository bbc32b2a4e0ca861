"""Set up a campaign in an empty table: what it is called, who may sign in first, how people join."""

from dataclasses import dataclass, field

from ..domain import colour, hours
from ..domain.bank import BRAND, ON_BRAND, Campaign
from ..domain.errors import BreaksRule
from ..domain.hours import DEFAULT_HOURS, Hours
from ..storage import banks, callers
from ..storage.callers import Role, Volunteer
from ..storage.table import ConditionFailed, Table
from .context import Context
from .sign_in import caller_id, normal_email

JOIN_CODE_SECONDS = 60 * 24 * 3600


@dataclass(frozen=True, slots=True)
class FirstVolunteer:
    """Somebody who may sign in from the start."""

    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a campaign is set up with. The colours are `#5b2a86`, empty for the campaign's own; `ends` is when access
    ends, epoch seconds (0: not set); `default_hours` are those of new banks (None: the defaults); `join_code` is that
    of the join link (empty: none); `queue_parts` is over how many partitions the queues of banks are spread."""

    name: str
    party: str = ""
    imprint: str = ""
    privacy_contact: str = ""
    brand: str = ""
    on_brand: str = ""
    poll_date: str = ""
    ends: int = 0
    default_hours: Hours | None = None
    volunteers: tuple[FirstVolunteer, ...] = field(default_factory=tuple)
    join_code: str = ""
    queue_parts: int = 1


def set_up(table: Table, wanted: Wanted, *, now: int, secret: bytes) -> bool:
    """Write the campaign and its first volunteers; True where it was not there before. Never changes what is there:
    the secret that claim ids are made with must stay the same. Raises BreaksRule for hours or colours that are
    none, or that can't be told apart; NotThere where the campaign is over and its data destroyed."""
    default_hours = wanted.default_hours or DEFAULT_HOURS
    if wrong := hours.check(default_hours):
        raise BreaksRule("These calling hours cannot be used.", {"problems": wrong}, code="hours_invalid")
    brand, on_brand = colour.normal(wanted.brand or BRAND), colour.normal(wanted.on_brand or ON_BRAND)
    colour.check_contrast(brand, on_brand)
    campaign = Campaign(
        name=wanted.name,
        secret=secret,
        party=wanted.party,
        imprint=wanted.imprint,
        privacy_contact=wanted.privacy_contact,
        brand=brand,
        on_brand=on_brand,
        poll_date=wanted.poll_date,
        ends=wanted.ends,
        default_hours=default_hours,
        queue_parts=wanted.queue_parts,
    )
    try:
        banks.put_campaign(table, campaign)
        created = True
    except ConditionFailed:
        created = False
    context = Context(table, banks.get_campaign(table))
    for each in wanted.volunteers:
        who = caller_id(context, each.email)
        callers.add(table, Volunteer(who, normal_email(each.email), each.name, each.role, joined=now))
    if wanted.join_code:
        callers.put_join_code(table, wanted.join_code, wanted.ends or now + JOIN_CODE_SECONDS)
    return created
