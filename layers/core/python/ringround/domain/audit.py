"""The acts of organisers that are written down: a closed list, so that each has its words on the page."""

from typing import Final, Literal, get_args

Act = Literal[
    "bank_created",
    "bank_changed",
    "bank_opened",
    "bank_paused",
    "bank_closed",
    "bank_refreshed",
    "script_changed",
    "import_started",
    "import_undone",
    "held_returned",
    "volunteers_added",
    "volunteer_changed",
    "volunteer_removed",
    "code_handed_out",
    "waiting_sent_away",
    "mail_let_through",
    "join_link_made",
    "join_link_ended",
    "voted_marked",
    "voted_unmarked",
    "numbers_suppressed",
    "suppression_lifted",
    "numbers_screened",
    "quality_decided",
    "export_made",
    "export_fetched",
    "settings_changed",
    "close_asked",
    "close_called_off",
    "data_destroyed",
]
ACTS: Final[tuple[str, ...]] = get_args(Act)
