"""Orders that once went wrong, with what was wrong: each is tried in every run of the tests."""

from typing import Final

from tests.interleavings.exploring import Order

FOUND: Final[dict[str, tuple[Order, ...]]] = {
    "A call whose recording broke off after its claim was released is found by whoever claims next.": (
        Order("held", "not home", "release", 3, dies=True, last=True),
        Order("held", "refused", "skip", 3, dies=True, last=True),
    ),
    "An import is not undone over a call whose recording broke off, however long ago.": (
        Order("broken_long_ago", "import undone", "page loaded again", 0),
    ),
    "A call that is broken off goes along with people whom a list moves.": (
        Order("broken", "refused", "list moves Robin", 0),
        Order("broken", "list moves Robin", "number screened", 0),
    ),
    "What is recorded late, or corrected, counts where people live by then.": (
        Order("lapsed", "both are one, next door", "answered", 14),
        Order("lapsed", "list moves Robin", "answered", 28),
        Order("lapsed", "answered", "list moves Robin", 0),
        Order("called", "both are one, next door", "corrected to answered", 14),
    ),
    "The same list again does not part what organisers said is one household.": (
        Order("waiting", "the same list again", "both are one, next door", 0),
    ),
    "A list that is written while organisers decide goes by one moment.": (
        Order("waiting", "list moves everybody", "both are one, next door", 13),
        Order("waiting", "list moves everybody", "the number is next door’s", 13),
        Order("waiting", "list moves everybody", "the number is nobody’s", 13),
    ),
    "Who has voted is marked where they live by then.": (Order("waiting", "voted", "both are one, next door", 2),),
    "A household that is held while its bank gets another priority is found when its lease runs out.": (
        Order("held", "bank has another priority", "claim by Sam", 0),
        Order("waiting", "claim by Sam", "bank has another priority", 4),
    ),
    "A bank that is paused while it is closed has its households again when it is opened.": (
        Order("called", "bank paused", "bank closed", 1),
    ),
    "Somebody who moved is still chosen by the import that brought them.": (
        Order("called", "bank has a target", "list moves Robin", 0),
    ),
    "A lease that is renewed after its end is no token of a call that was counted meanwhile.": (
        Order("lapsed", "renew", "call back", 5, dies=True, last=True),
    ),
    "Two corrections at once are counted as the one that stands.": (
        Order("broken_in_hand", "corrected to not home", "corrected to answered", 5),
    ),
}
