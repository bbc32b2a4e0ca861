"""Every property, by the name that reports call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tests.drill.checker import files, gone, handing, holding, queues, recorded, tallies
from tests.drill.checker.evidence import Evidence, Violation

Property = Callable[[Evidence], Iterator[Violation]]

PROPERTIES: Final[dict[str, Property]] = {
    "nobody held twice at once": holding.held_twice,
    "nobody rung after “do not call”, a vote or a suppression": handing.rung_after_all,
    "nobody handed out outside hours": handing.outside_hours,
    "nobody handed out by a paused bank": handing.while_paused,
    "no claim shown again once it was recorded": handing.after_recorded,
    "nobody handed out within the cool-down": handing.too_soon,
    "nothing for a volunteer who was removed": gone.after_removal,
    "nobody of a list that was undone": gone.undone,
    "every acknowledged response is there": recorded.lost_calls,
    "no response refused but for a call-back's time": recorded.refused,
    "no answer is an error of the code's own": recorded.own_errors,
    "calls are as their callers said": recorded.other_content,
    "no call that nobody made": recorded.invented_calls,
    "each call is once on its household's log": recorded.logs,
    "tallies equal the calls": tallies.tallies,
    "organisers are told of as many calls": tallies.results,
    "no household lost from its queue": queues.lost_households,
    "nothing left in a queue": queues.left_over,
    "imports, exports and jobs are finished": files.unfinished,
    "people and numbers are in one place": files.people,
    "exports hold the calls": files.exports,
}


def check(evidence: Evidence) -> list[Violation]:
    """All that is wrong."""
    return [found for property_ in PROPERTIES.values() for found in property_(evidence)]
