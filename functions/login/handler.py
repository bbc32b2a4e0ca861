"""Sign-in, sessions, and what a page needs to know before anybody has signed in."""

from ringround import wiring
from ringround.api import identity, views
from ringround.api.http import Answer, Request
from ringround.api.http import handler as api_handler
from ringround.api.models import CodeRequest, MeRequest, SignInRequest
from ringround.storage import campaign
from ringround.usecases import look
from ringround.usecases import sign_in as signing


def get_campaign(request: Request) -> views.Data:
    """The campaign's name, imprint and colours."""
    return {"campaign": views.campaign(request.context.campaign)}


def get_logo(request: Request) -> views.Data:
    """The campaign's logo."""
    return {"logo": campaign.get_logo(request.context.table) or None}


def get_join(request: Request) -> views.Data:
    """Whether a join link works, and the campaign that it leads to."""
    open_ = signing.join_open(request.context, request.path["code"], request.ip, now=request.now)
    return {"open": open_, "campaign": views.campaign(request.context.campaign)}


def send_code(request: Request) -> Answer:
    """Send a code. 202 whoever asks."""
    asked = request.body(CodeRequest)
    device = identity.device(request.event, wiring.new_mark)
    signing.send_code(
        request.context,
        wiring.mailer(),
        asked.email,
        asked.join,
        request.ip,
        now=request.now,
        code=wiring.new_code(),
        device=device,
        name=asked.name,
        site=wiring.settings().site,
        language=asked.language,
    )
    return Answer({}, 202, [identity.device_cookie(device)])


def sign_in(request: Request) -> Answer:
    """Sign in with a code."""
    asked = request.body(SignInRequest)
    session = signing.sign_in(
        request.context,
        asked.email,
        asked.code,
        asked.name,
        asked.join,
        request.ip,
        now=request.now,
        token=wiring.new_token(),
        device=identity.device(request.event, wiring.new_mark),
        before=identity.cookie_value(request.event),
    )
    cookie = identity.session_cookie(session.volunteer.id, session.token, session.expires - request.now)
    return Answer({"caller": views.caller(session.volunteer)}, cookies=[cookie, identity.device_cookie(session.device)])


def sign_out(request: Request) -> Answer:
    """End the session, if there is one."""
    caller, token = identity.cookie_value(request.event)
    if caller:
        signing.sign_out(request.context, caller, token)
    return Answer(None, 204, [identity.session_cookie("", "", 0)])


def get_me(request: Request) -> views.Data:
    """Who is signed in, and their day so far."""
    return {
        "caller": views.caller(request.who.volunteer),
        "campaign": views.campaign(request.context.campaign),
        "today": views.own_day(request.who.desk),
    }


def update_me(request: Request) -> views.Data:
    """Change what is mine to decide."""
    wanted = request.body(MeRequest).on_leaderboard
    changed = look.show_me(request.context, request.who.volunteer, wanted, request.now)
    return {"caller": views.caller(changed)}


handler = api_handler(
    "login",
    {
        "get_campaign": get_campaign,
        "get_logo": get_logo,
        "send_code": send_code,
        "sign_in": sign_in,
        "sign_out": sign_out,
        "get_me": get_me,
        "get_join": get_join,
        "update_me": update_me,
    },
)
