"""What volunteers have to say in a new bank of each kind, until its organiser writes something better."""

from collections.abc import Mapping
from typing import Any, Final

SUPPORT: Final = "support"
WARM: Final = ("yes", "leaning")
"""Options of that question by which somebody is worth reminding to vote."""
VOTING: Final = "voting"
BY_POST: Final = "post"


def _text(block_id: str, words: str, **more: Any) -> dict[str, Any]:
    return {"id": block_id, "type": "text", "text": words, **more}


def _ask(block_id: str, kind: str, label: str, options: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    asked = {"id": block_id, "type": "question", "kind": kind, "label": label, **more}
    return {**asked, "options": [{"id": o, "label": words} for o, words in options.items()]} if options else asked


def _if(question: str, *options: str) -> dict[str, Any]:
    return {"show_if": {"question": question, "any_of": list(options)}}


def _hello(why: str) -> dict[str, Any]:
    who = "Hello, is that {{first_name}}? My name is {{caller}}, and I am a volunteer for {{party}}."
    return _text("hello", f"{who} {why}")


_THANKS: Final = _text("thanks", "Thank you for your time, {{first_name}}. Goodbye.")

VOTER_ID: Final[dict[str, Any]] = {
    "title": "First conversation",
    "blocks": [
        _hello("Have you got two minutes to talk about the by-election?"),
        _ask(
            SUPPORT,
            "single",
            "How likely are you to vote for us?",
            {
                "yes": "Will vote for us",
                "leaning": "Probably",
                "undecided": "Undecided",
                "against": "For somebody else",
                "not_said": "Won’t say",
            },
        ),
        _ask("issue", "text", "What matters most to you in this election?", **_if(SUPPORT, "leaning", "undecided")),
        _ask(
            "help",
            "several",
            "Could you help us in any of these ways?",
            {"poster": "Put up a poster", "leaflets": "Deliver leaflets", "polling_day": "Help on polling day"},
            **_if(SUPPORT, "yes"),
        ),
        _ask(
            VOTING,
            "single",
            "How will you vote?",
            {"in_person": "At the polling station", BY_POST: "By post", "not_sure": "Not sure yet"},
            **_if(SUPPORT, *WARM),
        ),
        _THANKS,
    ],
}

GET_OUT_THE_VOTE: Final[dict[str, Any]] = {
    "title": "Polling day",
    "blocks": [
        _hello("It is polling day in {{campaign}}, and every vote counts. Have you been able to vote yet?"),
        _text("voted", "If they have voted: thank them, choose “Already voted”, and nobody rings them again."),
        _ask(
            "when",
            "single",
            "When will you go and vote?",
            {"morning": "This morning", "afternoon": "This afternoon", "evening": "This evening", "no": "Not going"},
        ),
        _text(
            "bring",
            "Polling stations are open until 10 p.m. Please bring photo identification.",
            **_if("when", "morning", "afternoon", "evening"),
        ),
        _ask("lift", "single", "Would a lift to the polling station help?", {"yes": "Yes, please", "no": "No, thanks"}),
        _ask("lift_details", "text", "From where, and when?", **_if("lift", "yes")),
        _THANKS,
    ],
}

POSTAL_VOTES: Final[dict[str, Any]] = {
    "title": "Postal votes",
    "blocks": [
        _hello("You vote by post, so your ballot paper should have come. May I ask about it?"),
        _ask(
            "ballot",
            "single",
            "Has your postal ballot arrived?",
            {"sent": "Yes, and it is sent back", "here": "Yes, not sent back yet", "not_here": "Not yet"},
        ),
        _text(
            "send",
            "Please sign and date the statement, use both envelopes, and post it in good time. "
            "On polling day it can be handed in at a polling station.",
            **_if("ballot", "here"),
        ),
        _text(
            "missing", "The electoral services of your council can send you another one.", **_if("ballot", "not_here")
        ),
        _ask("count_on", "single", "Can we count on your support?", {"yes": "Yes", "unsure": "Not sure", "no": "No"}),
        _THANKS,
    ],
}

INVITATION: Final[dict[str, Any]] = {
    "title": "Invitation",
    "blocks": [
        _hello("We would like to invite you to meet our candidate."),
        _text("event", "Say here what takes place, where and when."),
        _ask(
            "coming",
            "single",
            "Would you like to come?",
            {"yes": "Yes", "maybe": "Perhaps", "no": "No"},
        ),
        _ask("how_many", "text", "How many of you will come?", **_if("coming", "yes", "maybe")),
        _THANKS,
    ],
}

MEMBERSHIP: Final[dict[str, Any]] = {
    "title": "Membership",
    "blocks": [
        _hello("You told us that you support us, and I would like to thank you for that."),
        _ask(
            "join",
            "single",
            "Would you like to join us as a member?",
            {"yes": "Yes", "think": "Will think about it", "no": "No", "member": "Is a member"},
        ),
        _text(
            "how", "You can join on our website in five minutes. Shall I wait while you find it?", **_if("join", "yes")
        ),
        _ask(
            "help",
            "several",
            "Could you help us in any of these ways?",
            {"poster": "Put up a poster", "leaflets": "Deliver leaflets", "calls": "Ring people from home"},
        ),
        _THANKS,
    ],
}
