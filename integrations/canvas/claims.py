"""The names that Canvas adds to those of LTI: keys, claims and variables, each once."""

KEYS = "https://canvas.instructure.com/lti/"
"""Prefix of the keys that it adds to messages, scores and registrations."""
PLACEMENT = "https://www.instructure.com/placement"
"""The claim that names the place a launch came from."""
ACTING_PARAMETER, ACTING_VARIABLE = "invigil_acting_user", "Canvas.masqueradingUser.id"
"""Custom parameter of every launch, and the variable that fills it while somebody acts as another user."""
