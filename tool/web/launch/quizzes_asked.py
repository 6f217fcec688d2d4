"""Which quiz a launch from a quiz's own page means: it is named behind the launch address, and nothing else may be."""

import re
from dataclasses import dataclass

from lti.message import Launch, MessageType

_QUIZ = r"\?quiz=([a-z]{1,20})(?::|%3[Aa])([0-9]{1,20})"


@dataclass(frozen=True, slots=True)
class QuizAsked:
    """A quiz by its kind, a word of the LMS's adapter, and its id in the LMS. Which course it is in the launch says."""

    kind: str
    id: str


def quiz_asked_for(launch: Launch, launch_url: str) -> QuizAsked | None:
    """Return the quiz that an ordinary launch aims at, `{launch_url}?quiz={kind}:{id}`; None if it names none.

    The address is in the signed message. Still, anybody in the LMS may have made it: it only says which of the course's
    quizzes is meant, and the rest of the message who asks. One with any other address, query or fragment names none."""
    if launch.message_type is not MessageType.RESOURCE_LINK or not launch.target_link_uri:
        return None
    found = re.fullmatch(re.escape(launch_url) + _QUIZ, launch.target_link_uri)
    return QuizAsked(found[1], found[2]) if found else None
