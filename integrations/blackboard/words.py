"""What a teacher reads of the means by which Learn does a thing, or of what is done instead."""

from integrations.base import Verb

NOTES = "Notes of the attempt in Learn's gradebook, for staff, once it is handed in"
OUTCOME = (
    "Notes of the attempt in Learn's gradebook, for staff, once it is handed in; the examinee reads it as feedback only"
    " after a person has given a verdict"
)
UNGATED = (
    "Not possible: this Learn sends no StartProctoring, so students can open the test without Invigil. Ask Anthology"
    " for the Proctoring placement, and choose Invigil in the test's settings; or make a release condition and proctor"
    " the test from the course's page in Invigil"
)
BEYOND = {
    Verb.PAUSE: "Done in the widget only: Learn lets nobody stop an attempt that runs",
    Verb.RESUME: "Done in the widget only: Learn lets nobody stop an attempt that runs",
    Verb.TERMINATE: (
        "Done in the widget only, unless the examinee has given Invigil their own leave: in Learn nobody else can hand"
        " in an attempt that runs"
    ),
    Verb.EXTRA_TIME: "Noted in the report only; give the time in Learn, as an accommodation",
}
"""What Learn can do neither by LTI, unless it has an Assessment Control Service, nor by its own API."""
BY_OWN_LEAVE = (
    "By the examinee's own leave Invigil hands in what is answered; if the test is taken in a locked browser, Learn may"
    " refuse that"
)
HANDED_IN = "It is handed in, in the examinee's name."
OVER_ALREADY = "It was handed in already."
NOT_HANDED_IN = (
    "Learn did not let it be handed in by the examinee's leave, as where a test is taken in a locked browser. It is"
    " ended in Invigil only: tell the examinee to stop, or make the test unavailable to them."
)
NOT_YET = "The examinee has not handed in yet: until then Learn takes no notes. Invigil tries again."
NO_TEST = "Learn's gradebook has no column for this test."
NO_ATTEMPT = "Learn's gradebook has no attempt of this examinee yet."
NO_RIGHT = "Learn does not let Invigil do that: the application's user needs the right"
KEPT = "It stands in the attempt's notes."
PLACED = "It is there now, with the handle"
PLACE_THERE = "It was there already, as it should be. Nothing was changed."
PLACE_DIFFERS = "It was there already, but its custom parameters are not as Invigil needs them. Enter there:"
PLACE_CLOSED = "It was there already, but students cannot use it. Allow them there: examinees come by it, too."
PLACE_RESTRICTED = (
    "If it has that right, this kind of placement is not open to your application: ask the developer portal's"
    " administrators at Anthology for it."
)
PLACE_TAKEN = "Another placement of this Learn has the handle"
PLACE_BY_HAND = "Make this one by hand (Manage Placements, or at the developer portal), with another handle if need be."
PLACE_AGAIN = "It is not known whether it was made. Press once more later: Invigil looks first, and makes none twice."
