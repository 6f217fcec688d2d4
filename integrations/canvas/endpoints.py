"""The calls of Canvas's REST API that Invigil makes: each once, with the scope that a key must allow for it.

Canvas names a scope after the call itself (`url:VERB|/path/:with/:names`), so that path and scope come from one text
(Canvas, lib/token_scopes.rb)."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from integrations.http import Method

_NAME = re.compile(r":([a-z_]+)")
_COURSE, _NEW = "/api/v1/courses/:course_id", "/api/quiz/v1/courses/:course_id"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call: its method, and its path with a name where an id goes."""

    method: Method
    template: str

    @property
    def scope(self) -> str:
        """The scope that a key must allow."""
        return f"url:{self.method}|{self.template}"

    def path(self, ids: dict[str, str]) -> str:
        """Return the path with these ids in it."""
        return _NAME.sub(lambda found: quote(ids[found[1]], safe=""), self.template)


QUIZZES = Endpoint("GET", f"{_COURSE}/quizzes")
QUIZ = Endpoint("GET", f"{_COURSE}/quizzes/:id")
CHANGE_QUIZ = Endpoint("PUT", f"{_COURSE}/quizzes/:id")
TAKINGS = Endpoint("GET", f"{_COURSE}/quizzes/:quiz_id/submissions")
LOG = Endpoint("GET", f"{_COURSE}/quizzes/:quiz_id/submissions/:id/events")
EXTEND = Endpoint("POST", f"{_COURSE}/quizzes/:quiz_id/extensions")
NEW_QUIZZES = Endpoint("GET", f"{_NEW}/quizzes")
NEW_QUIZ = Endpoint("GET", f"{_NEW}/quizzes/:assignment_id")
CHANGE_NEW_QUIZ = Endpoint("PATCH", f"{_NEW}/quizzes/:assignment_id")
ACCOMMODATE = Endpoint("POST", f"{_NEW}/accommodations")
OVERRIDES = Endpoint("GET", f"{_COURSE}/assignments/:assignment_id/overrides")
NEW_OVERRIDE = Endpoint("POST", f"{_COURSE}/assignments/:assignment_id/overrides")
CHANGE_OVERRIDE = Endpoint("PUT", f"{_COURSE}/assignments/:assignment_id/overrides/:id")
NO_OVERRIDE = Endpoint("DELETE", f"{_COURSE}/assignments/:assignment_id/overrides/:id")
LABEL = Endpoint("PUT", f"{_COURSE}/assignments/:assignment_id/submissions/:user_id")
COLUMNS = Endpoint("GET", f"{_COURSE}/custom_gradebook_columns")
NEW_COLUMN = Endpoint("POST", f"{_COURSE}/custom_gradebook_columns")
FILL_COLUMN = Endpoint("PUT", f"{_COURSE}/custom_gradebook_columns/:id/data/:user_id")

ALL = (
    QUIZZES, QUIZ, CHANGE_QUIZ, TAKINGS, LOG, EXTEND, NEW_QUIZZES, NEW_QUIZ, CHANGE_NEW_QUIZ, ACCOMMODATE, OVERRIDES,
    NEW_OVERRIDE, CHANGE_OVERRIDE, NO_OVERRIDE, LABEL, COLUMNS, NEW_COLUMN, FILL_COLUMN,
)
SCOPES = tuple(endpoint.scope for endpoint in ALL)
OWN_TAKING = Endpoint("GET", f"{_COURSE}/quizzes/:quiz_id/submission")
HAND_IN = Endpoint("POST", f"{_COURSE}/quizzes/:quiz_id/submissions/:id/complete")
OWN_SCOPES = (OWN_TAKING.scope, HAND_IN.scope)
"""What a student may allow: Canvas takes a hand-in from nobody else."""
GRAPHQL = "/api/graphql"
"""Canvas has no scope for it: a key that is limited to scopes may be refused there."""
