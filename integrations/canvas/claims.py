"""The names that Canvas adds to those of LTI: keys, claims and variables, each once."""

from collections.abc import Mapping

from integrations.places import API_PARAMETER, ASSIGNMENT_PARAMETER, COURSE_PARAMETER, USER_PARAMETER

KEYS = "https://canvas.instructure.com/lti/"
"""Prefix of the keys that it adds to messages, scores and registrations."""
PLACEMENT = "https://www.instructure.com/placement"
"""The claim that names the place a launch came from."""
ACTING_PARAMETER, ACTING_VARIABLE = "invigil_acting_user", "Canvas.masqueradingUser.id"
"""Custom parameter of every launch, and the variable that fills it while somebody acts as another user."""
CUSTOM: Mapping[str, str] = {
    ACTING_PARAMETER: f"${ACTING_VARIABLE}", COURSE_PARAMETER: "$Canvas.course.id",
    USER_PARAMETER: "$Canvas.user.id", ASSIGNMENT_PARAMETER: "$Canvas.assignment.id",
    API_PARAMETER: "$Canvas.api.baseUrl",
}
"""What every launch is to tell: who acts, and the ids and the address by which Canvas's own API knows course, person
and assignment. What cannot be filled in comes as it was asked for, and says nothing."""
