"""The one table of routes: the functions, the local server, the CDK app and the OpenAPI document are made from it.

Pure data, so that `infra` may read it. `access` is who may call a route; the identity check in `api.http` refuses a
route that has none. `anyone` needs no session and says more to somebody who has one.
"""

from .route import Access, Method, Route
from .routes_organiser import ORGANISER_ROUTES

__all__ = ["ROUTES", "Access", "Method", "Route", "routes_of"]

ROUTES: tuple[Route, ...] = (
    Route("GET", "/api/campaign", "login", "public", "get_campaign", "The campaign's name, imprint and colours"),
    Route("GET", "/api/campaign/logo", "login", "public", "get_logo", "The campaign's logo"),
    Route("POST", "/api/login/code", "login", "public", "send_code", "Send a six-digit sign-in code by e-mail"),
    Route("POST", "/api/login", "login", "public", "sign_in", "Sign in with the code"),
    Route("POST", "/api/logout", "login", "public", "sign_out", "End the session"),
    Route(
        "GET",
        "/api/start",
        "next_contact",
        "anyone",
        "get_start",
        "All that a page needs to begin, in one request",
    ),
    Route("GET", "/api/me", "login", "caller", "get_me", "Who is signed in, and their day so far"),
    Route("PUT", "/api/me", "login", "caller", "update_me", "Whether the others see my calls on leaderboards"),
    Route("GET", "/api/join/{code}", "login", "public", "get_join", "Whether a join link works, and where it leads"),
    Route("GET", "/api/banks", "next_contact", "caller", "list_banks", "The phone banks I may ring in"),
    Route("GET", "/api/banks/{bank}", "next_contact", "caller", "get_bank", "One phone bank with its script"),
    Route(
        "GET",
        "/api/banks/{bank}/leaderboard",
        "next_contact",
        "caller",
        "get_leaderboard",
        "The most calls of today in a bank",
    ),
    Route("POST", "/api/banks/{bank}/next", "next_contact", "caller", "claim_next", "Claim the next household"),
    Route("GET", "/api/claims", "next_contact", "caller", "list_claims", "My live claims, oldest first"),
    Route(
        "GET",
        "/api/claims/standing",
        "next_contact",
        "caller",
        "list_standing",
        "Which of my live claims may still be rung",
    ),
    Route("POST", "/api/claims/{claim}/renew", "next_contact", "caller", "renew_claim", "Renew a claim's lease"),
    Route("DELETE", "/api/claims/{claim}", "next_contact", "caller", "release_claim", "Give a household back"),
    Route(
        "POST",
        "/api/claims/{claim}/response",
        "submit_response",
        "caller",
        "submit_response",
        "Record the call",
    ),
    Route(
        "PUT",
        "/api/claims/{claim}/response",
        "submit_response",
        "caller",
        "correct_response",
        "Correct the call",
    ),
    Route("POST", "/api/claims/{claim}/skip", "submit_response", "caller", "skip_claim", "Skip this household"),
    Route(
        "GET",
        "/api/my/calls",
        "submit_response",
        "caller",
        "list_my_calls",
        "My calls of today, newest first",
    ),
    Route(
        "GET",
        "/api/my/calls/{claim}",
        "submit_response",
        "caller",
        "get_my_call",
        "A call of mine with its card, to correct it or to record it at last",
    ),
    Route(
        "GET",
        "/api/my/callbacks",
        "next_contact",
        "caller",
        "list_my_call_backs",
        "Call-backs that I promised, in order of time",
    ),
    Route(
        "GET",
        "/api/ringing-back",
        "submit_response",
        "caller",
        "find_ringing_back",
        "Who may be ringing back from a number",
    ),
    Route(
        "POST",
        "/api/ringing-back",
        "submit_response",
        "caller",
        "take_ringing_back",
        "Take the call of somebody who rings back",
    ),
    Route("POST", "/api/my/notes", "submit_response", "caller", "send_note", "Tell the organisers something"),
    Route("GET", "/api/close", "organiser", "always", "get_closed", "Whether the campaign is over and destroyed"),
    Route("GET", "/api/openapi.json", "organiser", "public", "get_openapi", "This API as an OpenAPI document"),
    *ORGANISER_ROUTES,
)


def routes_of(function: str) -> tuple[Route, ...]:
    """The routes that one function answers."""
    return tuple(route for route in ROUTES if route.function == function)
