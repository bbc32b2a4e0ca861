"""Volunteers: who they are and what they did, lists of new ones, roles, removal, and the join link."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ... import wiring
from ...domain.mail_trouble import Trouble, What
from ...storage.callers import Volunteer
from ...storage.waiting import Waiting
from ...usecases import hand_out_code as handing
from ...usecases import join_link, overview, volunteers
from ...usecases.join_link import JoinLink
from ...usecases.volunteers import Listed, Reason, Wanted
from ..answers import Answered, Counts
from ..area import Area
from ..http import Answer, Request
from ..models import Body
from ..views import Data, iso
from .overview import FlagBody, flags_data

RoleName = Literal["caller", "organiser", "admin"]
FullName = Annotated[str, StringConstraints(max_length=80, strip_whitespace=True)]


class VolunteerIn(Body):
    """Somebody to be put on the list. What can be no e-mail address is refused by itself, and the others are added."""

    email: Annotated[str, StringConstraints(min_length=1, max_length=254, strip_whitespace=True)]
    name: FullName = ""
    role: RoleName = "caller"


class VolunteersRequest(Body):
    """People to be put on the list."""

    volunteers: Annotated[list[VolunteerIn], Field(min_length=1, max_length=200)]


class VolunteerChange(Body):
    """What is to be different; what is left out stays. `active` false removes somebody, true takes them back."""

    name: Annotated[FullName, StringConstraints(min_length=1)] | None = None
    role: RoleName | None = None
    active: bool | None = None


class JoinRequest(Body):
    """Make a join link; without `until`, it holds until the campaign ends."""

    until: AwareDatetime | None = None


class JoinLinkBody(Answered):
    """The join link. `url` is what is printed and sent around."""

    url: str
    code: str
    until: AwareDatetime
    open: bool


class JoinLinkAnswer(Answered):
    """The join link, made just now."""

    join: JoinLinkBody


class MailBody(Answered):
    """What became of mail to somebody: it came back, was unwelcome, or is taken slowly. `lasting`: none is sent any
    more until organisers say so."""

    what: What
    at: AwareDatetime
    lasting: bool


class WaitingBody(Answered):
    """Somebody who asked for a code that no mail brings. `id` is whom a code is handed out to; `known`: they are on
    the list already, or else come by the join link."""

    id: str
    name: str
    email: str
    since: AwareDatetime
    known: bool


class VolunteerBase(Answered):
    """A volunteer."""

    id: str
    name: str
    email: str
    role: RoleName
    active: bool


class VolunteerBody(VolunteerBase):
    """A volunteer with what they did. `last_seen_at` is when they were last at work, to the hour or better; `calls` and
    `conversations` are those of all days."""

    joined_at: AwareDatetime | None
    last_seen_at: AwareDatetime | None
    calls: int
    conversations: int
    today: Counts
    holding: int
    flags: list[FlagBody]
    mail: MailBody | None


class VolunteersAnswer(Answered):
    """All volunteers, in the order in which they joined, the join link where there was ever one, and who waits for a
    code, first who waits the longest."""

    volunteers: list[VolunteerBody]
    join: JoinLinkBody | None
    waiting: list[WaitingBody]


class HandedCode(Answered):
    """A sign-in code to be read out or passed on, once: `link` fills it in; both hold until a time."""

    code: str
    link: str
    until: AwareDatetime


class RefusedVolunteer(Answered):
    """Somebody who was not put on the list."""

    email: str
    reason: Reason


class AddedVolunteers(Answered):
    """What came of a list: `known` stood there already."""

    added: int
    known: int
    refused: list[RefusedVolunteer]


class OneVolunteer(Answered):
    """A volunteer as they are now."""

    volunteer: VolunteerBase


class RemovedVolunteer(Answered):
    """Somebody was removed; how many households went back."""

    volunteer: VolunteerBase
    returned: int


def list_volunteers(request: Request) -> Data:
    """Every volunteer, with what they did."""
    found = volunteers.every(request.context, request.now)
    link = join_link.current(request.context)
    troubles = handing.troubles(request.context)
    return {
        "volunteers": [_volunteer(each, troubles.get(each.volunteer.id), request.now) for each in found],
        "join": _link(link, request.now) if link else None,
        "waiting": [_waiting(each) for each in handing.who_waits(request.context, request.now)],
    }


def _volunteer(of: Listed, trouble: Trouble | None, now: int) -> Data:
    counts = of.today.by_bank.values() if of.today else ()
    calls, conversations = sum(n for n, _ in counts), sum(n for _, n in counts)
    last = max(of.done.last, of.today.last_seen if of.today else 0)
    return {
        **_base(of.volunteer),
        "joined_at": iso(of.volunteer.joined or None),
        "last_seen_at": iso(last or None),
        "calls": of.done.calls + calls,
        "conversations": of.done.conversations + conversations,
        "today": {"calls": calls, "conversations": conversations},
        "holding": len(overview.holding(of.today, now)) if of.today else 0,
        "flags": flags_data([*(of.today.flags if of.today else ()), *of.done.flags]),
        "mail": {"what": trouble.what, "at": iso(trouble.at), "lasting": trouble.lasting} if trouble else None,
    }


def _waiting(of: Waiting) -> Data:
    return {"id": of.id, "name": of.name, "email": of.email, "since": iso(of.since), "known": not of.join}


def _base(of: Volunteer) -> Data:
    return {"id": of.id, "name": of.name, "email": of.email, "role": of.role, "active": of.active}


def _link(of: JoinLink, now: int) -> Data:
    url = f"{wiring.settings().site}/join/{of.code}"
    return {"url": url, "code": of.code, "until": iso(of.until), "open": of.until > now}


def add_volunteers(request: Request) -> Data:
    """Put people on the list."""
    wanted = [Wanted(v.email, v.name, v.role) for v in request.body(VolunteersRequest).volunteers]
    done = volunteers.add(request.context, request.who.volunteer, wanted, now=request.now)
    refused = [{"email": email, "reason": reason} for email, reason in done.refused]
    return {"added": done.added, "known": done.known, "refused": refused}


def change_volunteer(request: Request) -> Data:
    """Change what somebody is called or may do, remove them or take them back."""
    asked = request.body(VolunteerChange)
    changed = volunteers.change(
        request.context,
        request.who.volunteer,
        request.path["volunteer"],
        now=request.now,
        name=asked.name,
        role=asked.role,
        active=asked.active,
    )
    return {"volunteer": _base(changed)}


def remove_volunteer(request: Request) -> Data:
    """Remove somebody at once."""
    context, who = request.context, request.who.volunteer
    removed, returned = volunteers.remove(context, who, request.path["volunteer"], now=request.now)
    return {"volunteer": _base(removed), "returned": returned}


def hand_out_code(request: Request) -> Answer:
    """A sign-in code for somebody whom no mail reaches."""
    made = handing.hand_out_code(
        request.context,
        request.who.volunteer,
        request.path["volunteer"],
        now=request.now,
        code=wiring.new_code(),
        site=wiring.settings().site,
        handed_by=request.who.handed_by,
    )
    return Answer({"code": made.code, "link": made.link, "until": iso(made.until)}, 201)


def let_mail_through(request: Request) -> Data:
    """Try mail to somebody again."""
    who = handing.let_mail_through(request.context, request.who.volunteer, request.path["volunteer"], now=request.now)
    return {"volunteer": _base(who)}


def send_away(request: Request) -> Answer:
    """Somebody who waits for a code gets none."""
    handing.send_away(request.context, request.who.volunteer, request.path["volunteer"], now=request.now)
    return Answer(None, 204)


def make_join_link(request: Request) -> Answer:
    """Make a new join link; the old one ends."""
    until = request.body(JoinRequest).until
    ends = int(until.timestamp()) if until else None
    made = join_link.make(request.context, request.who.volunteer.id, ends, now=request.now)
    return Answer({"join": _link(made, request.now)}, 201)


def end_join_link(request: Request) -> Answer:
    """End the join link."""
    join_link.end(request.context, request.who.volunteer.id, now=request.now)
    return Answer(None, 204)


AREA = Area(
    operations={
        "list_volunteers": list_volunteers,
        "add_volunteers": add_volunteers,
        "change_volunteer": change_volunteer,
        "remove_volunteer": remove_volunteer,
        "hand_out_code": hand_out_code,
        "let_mail_through": let_mail_through,
        "send_away": send_away,
        "make_join_link": make_join_link,
        "end_join_link": end_join_link,
    },
    requests={
        "add_volunteers": VolunteersRequest,
        "change_volunteer": VolunteerChange,
        "make_join_link": JoinRequest,
    },
    answers={
        "list_volunteers": (200, (VolunteersAnswer,)),
        "add_volunteers": (200, (AddedVolunteers,)),
        "change_volunteer": (200, (OneVolunteer,)),
        "remove_volunteer": (200, (RemovedVolunteer,)),
        "hand_out_code": (201, (HandedCode,)),
        "let_mail_through": (200, (OneVolunteer,)),
        "send_away": (204, ()),
        "make_join_link": (201, (JoinLinkAnswer,)),
        "end_join_link": (204, ()),
    },
)
