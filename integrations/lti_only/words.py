"""What a teacher reads of the means by which an LMS does a thing, or of what is done instead."""

from integrations.base import Verb

BY_CONTROL = {
    Verb.PAUSE: "the LMS stops the clock and takes no answers",
    Verb.RESUME: "the LMS lets the attempt go on",
    Verb.TERMINATE: "the LMS closes the attempt",
    Verb.READMIT: "the LMS opens the closed attempt again, with its answers, after a new check-in",
    Verb.EXTRA_TIME: "the LMS adds the minutes",
    Verb.FLAG: "the LMS shows the flag and its reason",
}
INSTEAD = {
    Verb.PAUSE: "Done in the widget only",
    Verb.RESUME: "Done in the widget only",
    Verb.TERMINATE: "Done in the widget only",
    Verb.READMIT: "Not possible: let the examinee start a new attempt in the LMS",
    Verb.EXTRA_TIME: "Noted in the report only; give the time in the LMS",
    Verb.FLAG: "Noted in the report only",
}
GATED = "LTI Proctoring Services: the LMS opens the quiz only when Invigil lets the examinee begin"
UNGATED = "Not possible: this LMS does not speak LTI Proctoring Services, so its quiz opens without Invigil"
NO_HOLD = "Not possible from here: keep the grade back in the gradebook of the LMS"
NO_GRADES = "Never done: people give grades"
ROSTER = "Names and Roles (NRPS), if the LMS gives it: the console says who of the class has not started"
REPORT_ONLY = "Shown in Invigil's report only"
COMMENT = "Gradebook (AGS): a comment without a grade, to be reviewed by a person"
COMMENT_IF_COLUMN = (
    "Gradebook (AGS): a comment without a grade, if the exam has a column there; Invigil makes none by itself"
)
