"""Ways in which a small drill can have gone wrong, each with the property of the checker that has to find it."""

from __future__ import annotations

from collections.abc import Callable

from tests.drill.checker import Evidence
from tests.drill.small import LEASE, NIGHT, Line, T, card, claimed, household, iso, item, line, said

Break = Callable[[Evidence], None]


def held_by_another(e: Evidence) -> None:
    """Bob has on his screen what Ann has."""
    e.lines.insert(4, claimed(4, "bob", T + 30, card("c9", "one", T + 30, "+44a", "person-one")))


def held_after_renewing(e: Evidence) -> None:
    """An organiser gave Ann's household back; she renewed it in time, and Bob gets it all the same."""
    e.lines[4:4] = [
        line(4, "return_held", "organiser", T + 20, body={"caller": "id-ann"}, answer={"returned": 1}),
        line(4, "renew_claim", "ann", T + 25, claim="c1", answer={"until": iso(T + 25 + LEASE)}),
        claimed(4, "bob", T + 30, card("c9", "one", T + 30, "+44a", "person-one")),
    ]


def number_held_by_another(e: Evidence) -> None:
    """Bob has another household with the same number."""
    e.lines.insert(4, claimed(4, "bob", T + 30, card("c9", "nine", T + 30, "+44a", "person-nine")))


def rung_after_objection(e: Evidence) -> None:
    """The number is on a card after somebody asked not to be called."""
    e.lines.append(claimed(20, "bob", T + 5000, card("c9", "nine", T + 5000, "+44a", "person-nine")))


def asked_after_objection(e: Evidence) -> None:
    """The person is asked for on another number."""
    e.lines.append(claimed(20, "bob", T + 5000, card("c9", "one", T + 5000, "+44z", "person-one")))


def rung_after_vote(e: Evidence) -> None:
    """An elector is asked for who was marked before."""
    e.lines[6]["body"]["electors"] = ["AB-two"]


def rung_after_suppression(e: Evidence) -> None:
    """A number is on a card that a list had suppressed."""
    body = {"numbers": ["+44b"], "reason": "tps"}
    e.lines.insert(7, line(7, "suppress_numbers", "organiser", T + 75, body=body, answer={}))


def handed_at_night(e: Evidence) -> None:
    """A household is handed out in the evening."""
    e.lines.append(claimed(20, "bob", NIGHT, card("c9", "nine", NIGHT, "+44c", "person-nine")))


def renewed_at_night(e: Evidence) -> None:
    """A lease is made longer in the evening."""
    e.lines.append(line(20, "renew_claim", "bob", NIGHT, claim="c2", answer={"until": iso(NIGHT + LEASE)}))


def handed_while_paused(e: Evidence) -> None:
    """The bank was not opened again."""
    del e.lines[8]


def handed_too_soon(e: Evidence) -> None:
    """The household is handed out again after ten minutes."""
    for at, which in ((T + 661, e.lines[12]), (T + 700, e.lines[13])):
        which |= {"from": at, "to": at + 1}


def shown_again(e: Evidence) -> None:
    """A claim is shown to its caller whose response they sent long ago."""
    e.lines.append(claimed(20, "bob", T + 400, card("c2", "two", T + 10, "+44b", "person-two")))


def removed(e: Evidence, *then: Line) -> None:
    """Bob was removed and taken back, and something happened between the two."""
    e.lines += [
        line(20, "remove_volunteer", "organiser", T + 3200, claim="id-bob", answer={"returned": 0}),
        *then,
        line(21, "take_back", "organiser", T + 4000, claim="id-bob", answer={}),
    ]


def card_for_a_removed_volunteer(e: Evidence) -> None:
    """Bob is given a household though he was removed."""
    removed(e, claimed(20, "bob", T + 3300, card("c9", "nine", T + 3300, "+44c", "person-nine")))


def call_of_a_removed_volunteer(e: Evidence) -> None:
    """Bob's correction is taken on though he was removed."""
    removed(e, line(20, "correct_response", "bob", T + 3300, claim="c2", body=e.lines[5]["body"], answer={}))


def page_of_a_removed_volunteer(e: Evidence) -> None:
    """Bob's page is told who he is though he was removed."""
    removed(e, line(20, "get_start", "bob", T + 3300, answer={"caller": {"id": "id-bob"}, "claims": []}))


def undone_import(e: Evidence) -> None:
    """A list of one more elector was imported and undone."""
    e.lines.insert(10, line(10, "list", "organiser", T + 92, claim="import2", body="Elector Number\nAB-nine\n"))
    e.after.append({"pk": "IMPORTS", "sk": "I#import2", "state": "undone", "finished_at": int(T) + 95})


def undone_and_still_there(e: Evidence) -> None:
    """An elector of a list that was undone is in the table, though nobody was given the household."""
    undone_import(e)
    e.after += household("nine", "+44c", [])[:2]
    e.after[-2] |= {"numbers": []}


def undone_and_rung(e: Evidence) -> None:
    """A household is handed out that was undone before."""
    undone_import(e)
    e.lines.append(claimed(20, "bob", T + 3300, card("c9", "nine", T + 3300, "+44c", "person-nine")))


def undoing_cut_off(e: Evidence) -> None:
    """An undoing was cut off, and nobody finished it."""
    e.after.append({"pk": "JOBS", "sk": "job2", "kind": "undo_import", "state": "failed", "error_code": "internal"})


def call_of_an_undone_household_refused(e: Evidence) -> None:
    """A response within two hours of its lease is refused, because the household was undone."""
    e.lines.append(claimed(20, "bob", T + 80, card("c9", "nine", T + 80, "+44c", "person-nine")))
    e.lines.append(said(21, "bob", T + 80 + LEASE + 600, "c9", "not_home", "b9", "+44c", "person-nine"))
    e.lines[-1] |= {"status": 404, "answer": {"error": {"code": "household_unknown"}}}


def call_lost(e: Evidence) -> None:
    """An acknowledged call is nowhere."""
    e.after = [i for i in e.after if i.get("claim") != "c2"]
    del item(e, "H#two")["log"][0]
    e.after = [i for i in e.after if i["pk"] != "D#2027-02-01#1"]
    e.export = [row for row in e.export if row["Call"] != "c2"]
    e.exports = {}
    e.lines[-1]["answer"]["calls"] = 2


def correction_lost(e: Evidence) -> None:
    """An acknowledged correction is nowhere."""
    body = {"outcome": "refused", "note": "b2"}
    e.lines.insert(6, line(7, "correct_response", "bob", T + 65, claim="c2", body=body, answer={}))


def call_refused(e: Evidence) -> None:
    """A response is refused for good, because the household has gone to somebody else."""
    e.lines[5] |= {"status": 409, "answer": {"error": {"code": "claim_expired"}}}


def own_error(e: Evidence) -> None:
    """A request is answered with an error that nobody foresaw."""
    error = {"error": {"code": "internal"}}
    e.lines.append(line(20, "list_banks", "bob", T + 400, status=500, answer=error, fault="throttled.1.99"))


def bank_gone(e: Evidence) -> None:
    """Whoever recorded a call is told that there is no such bank to ring on for."""
    error = {"next": {"claim": None, "error": {"code": "bank_unknown"}}}
    e.lines.append(line(20, "skip_claim", "bob", T + 400, status=200, answer=error))


def other_note(e: Evidence) -> None:
    """A call has another note than its caller wrote."""
    item(e, "C#id-bob")["note"] = item(e, "H#two")["log"][0]["note"] = "something else"


def version_skipped(e: Evidence) -> None:
    """There is a second version and no first one."""
    for kept in (item(e, "C#id-bob"), item(e, "H#two")["log"][0]):
        kept["version"] = 2
    e.export[1]["Version"] = "2"


def call_invented(e: Evidence) -> None:
    """Nobody ever sent what is there."""
    del e.lines[5]


def call_of_another(e: Evidence) -> None:
    """What Ann sent is recorded as Bob's."""
    item(e, "C#id-ann", "c3")["caller"] = "id-bob"


def refused_and_there(e: Evidence) -> None:
    """What was refused is recorded all the same."""
    e.lines[5]["status"] = 422


def not_on_the_log(e: Evidence) -> None:
    """A call is missing from its household's log."""
    del item(e, "H#two")["log"][1]


def twice_on_the_log(e: Evidence) -> None:
    """A call is twice on its household's log."""
    item(e, "H#two")["log"].append(item(e, "H#two")["log"][1])


def log_differs(e: Evidence) -> None:
    """The log says something else of a call than the call."""
    item(e, "H#two")["log"][1]["at"] += 1


def counted_twice(e: Evidence) -> None:
    """A call is counted twice."""
    item(e, "D#", "id-bob")["t|first|calls"] = 2


def not_counted(e: Evidence) -> None:
    """A call is not counted."""
    e.after.remove(item(e, "D#", "id-bob"))


def told_otherwise(e: Evidence) -> None:
    """Organisers are told of more calls."""
    e.lines[-1]["answer"]["calls"] = 4


def out_of_its_queue(e: Evidence) -> None:
    """A household that is to be rung stands in no queue."""
    del next(i for i in e.before if i["pk"] == "H#two")["q_pk"]


def never_given(e: Evidence) -> None:
    """A household stands in its queue, and nobody gets it."""
    e.lines[12]["answer"] = {"claim": None}


def still_to_be_rung(e: Evidence) -> None:
    """At the end there is a household that nobody ever rang."""
    e.after += household("three", "+44c", [])


def left_in_a_queue(e: Evidence) -> None:
    """At the end a household stands in a queue for nothing."""
    item(e, "H#one").update(q_pk="first", q_sk="8#1801478461#one")


def import_unfinished(e: Evidence) -> None:
    """An import never ends."""
    item(e, "IMPORTS")["state"] = "writing"


def job_unfinished(e: Evidence) -> None:
    """A job has failed and stays so."""
    item(e, "JOBS")["state"] = "failed"


def elector_missing(e: Evidence) -> None:
    """A list that is done has an elector whom the table has not."""
    e.lines[9]["body"] += "AB-three\n"


def number_in_two_households(e: Evidence) -> None:
    """A number is in two households."""
    item(e, "H#one")["numbers"].append({"e164": "+44b", "whose": ["person-one"]})


def pointer_astray(e: Evidence) -> None:
    """An elector's pointer leads to another household."""
    item(e, "E#person-one")["household"] = "two"


def person_twice(e: Evidence) -> None:
    """A person is in two households."""
    item(e, "H#two")["people"].append({"id": "person-one", "elector": "AB-one"})


def not_in_the_export(e: Evidence) -> None:
    """The last export leaves a call out."""
    del e.export[0]


def not_in_an_earlier_export(e: Evidence) -> None:
    """An export leaves a call out that was acknowledged before it was asked for."""
    e.exports["export1"] = e.exports["export1"][:1]


def in_no_export(e: Evidence) -> None:
    """What was to hold all that is new holds nothing, and a call was acknowledged since the one before."""
    e.lines[10]["body"] = {"since_last": True}
    e.exports = {"export0": e.exports["export1"][:1], "export1": []}


DEFECTS: tuple[tuple[Break, str], ...] = (
    (held_by_another, "nobody held twice at once"),
    (held_after_renewing, "nobody held twice at once"),
    (number_held_by_another, "nobody held twice at once"),
    (rung_after_objection, "nobody rung after “do not call”, a vote or a suppression"),
    (asked_after_objection, "nobody rung after “do not call”, a vote or a suppression"),
    (rung_after_vote, "nobody rung after “do not call”, a vote or a suppression"),
    (rung_after_suppression, "nobody rung after “do not call”, a vote or a suppression"),
    (handed_at_night, "nobody handed out outside hours"),
    (renewed_at_night, "nobody handed out outside hours"),
    (handed_while_paused, "nobody handed out by a paused bank"),
    (handed_too_soon, "nobody handed out within the cool-down"),
    (shown_again, "no claim shown again once it was recorded"),
    (call_lost, "every acknowledged response is there"),
    (correction_lost, "every acknowledged response is there"),
    (call_refused, "no response refused but for a call-back's time"),
    (call_of_an_undone_household_refused, "no response refused but for a call-back's time"),
    (card_for_a_removed_volunteer, "nothing for a volunteer who was removed"),
    (call_of_a_removed_volunteer, "nothing for a volunteer who was removed"),
    (page_of_a_removed_volunteer, "nothing for a volunteer who was removed"),
    (undone_and_still_there, "nobody of a list that was undone"),
    (undone_and_rung, "nobody of a list that was undone"),
    (own_error, "no answer is an error of the code's own"),
    (bank_gone, "no answer is an error of the code's own"),
    (other_note, "calls are as their callers said"),
    (version_skipped, "calls are as their callers said"),
    (call_invented, "no call that nobody made"),
    (call_of_another, "no call that nobody made"),
    (refused_and_there, "no call that nobody made"),
    (not_on_the_log, "each call is once on its household's log"),
    (twice_on_the_log, "each call is once on its household's log"),
    (log_differs, "each call is once on its household's log"),
    (counted_twice, "tallies equal the calls"),
    (not_counted, "tallies equal the calls"),
    (told_otherwise, "organisers are told of as many calls"),
    (out_of_its_queue, "no household lost from its queue"),
    (never_given, "no household lost from its queue"),
    (still_to_be_rung, "no household lost from its queue"),
    (left_in_a_queue, "nothing left in a queue"),
    (import_unfinished, "imports, exports and jobs are finished"),
    (undoing_cut_off, "imports, exports and jobs are finished"),
    (job_unfinished, "imports, exports and jobs are finished"),
    (elector_missing, "people and numbers are in one place"),
    (number_in_two_households, "people and numbers are in one place"),
    (pointer_astray, "people and numbers are in one place"),
    (person_twice, "people and numbers are in one place"),
    (not_in_the_export, "exports hold the calls"),
    (not_in_an_earlier_export, "exports hold the calls"),
    (in_no_export, "exports hold the calls"),
)
