"""What a teacher reads of the release condition by which Invigil shuts a test in Learn, step by step."""

_HOW = (
    "In Learn, on the page Course Content: 1. Open the menu under the test's title that says to whom it is visible,"
    " and choose “Release conditions”. 2. Choose “Specific members or groups”, and there one person of the course who"
    " does not take the test, such as the preview student; no group. 3. Choose that others do not see it, or see it"
    " locked. 4. Save. Then press “Try again” here."
)
MISSING = (
    "The test has no release condition with single members, so that everybody can open it. Invigil cannot make one: "
    f"Learn leaves that to people. {_HOW}"
)
EMPTY = (
    "Nobody is in the test's release condition. Learn does not say whom an empty one lets in, so Invigil does not rely "
    "on it. Put one person of the course into it who does not take the test, such as the preview student, and press "
    "“Try again” here."
)
HAS_GROUP = (
    "There is a group in the test's release condition: its members can open the test without Invigil. Take it out in "
    "Learn, leave one person there who does not take the test, and press “Try again” here."
)
MORE_RULES = (
    "The test has more than one release condition with members, or several rules: whoever meets one of them can open "
    f"it without Invigil. Take all away but one. {_HOW}"
)
NOT_TAKEN = (
    "Learn does not take somebody who was admitted into the test's release condition: it takes students of the course "
    "only, nobody who teaches it."
)
GATE = (
    "By a release condition that the teacher has made: the test opens for nobody but the people in it, 100 at most, and"
    " Invigil keeps them"
)
RELEASE = "Invigil puts the examinee into the test's release condition, and takes them out when the attempt is over"
NO_ADDRESS = "Learn has not told the address of this test."
READMIT = (
    "Done in Invigil only: it lets the examinee into the release condition again. If they have handed in, the test"
    " must allow another attempt"
)
