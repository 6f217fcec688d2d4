"""The check of LtiStartAssessment (Proctoring Services 1.0): the tool's word that an examinee may begin."""

import sqlite3

from integrations.sandbox import attempts, catalogue, tools
from integrations.sandbox.attempts import Attempt, State
from integrations.sandbox.lti13 import claims as c
from integrations.sandbox.lti13 import signed
from integrations.sandbox.lti13.keys import ToolKeys
from integrations.sandbox.refusal import Refused


def accept(db: sqlite3.Connection, token: str, keys: ToolKeys, issuer: str, now: float) -> Attempt:
    """Begin the attempt that this message is about and return it. Raises Refused; then only the nonce is used."""
    tool = signed.sender(db, token)
    claims = signed.checked(token, tool, keys, (issuer,), now)
    signed.check_message(claims, tool, c.START_ASSESSMENT)
    signed.use_nonce(db, claims, tool)
    link_claim = claims.get(c.RESOURCE_LINK)
    link_id = link_claim.get("id") if isinstance(link_claim, dict) else None
    link = tools.link(db, link_id) if isinstance(link_id, str) else None
    if link is None or link.tool_id != tool.id:
        raise Refused("wrong_resource_link", "resource_link.id is not a link of this tool.")
    session_data = claims.get(c.SESSION_DATA)
    attempt = attempts.by_session_data(db, session_data, now) if isinstance(session_data, str) else None
    if attempt is None or attempt.link_id != link.id:
        raise Refused("wrong_session_data", "session_data is not what the platform sent.", 403)
    number = claims.get(c.ATTEMPT_NUMBER)
    if isinstance(number, bool) or number != attempt.number:
        raise Refused("wrong_attempt_number", "attempt_number is not what the platform sent.")
    wants_end = claims.get(c.END_ASSESSMENT_RETURN, False)
    if not isinstance(wants_end, bool):
        raise Refused("invalid_claim", "end_assessment_return must be true or false.")
    if attempt.state in (State.TERMINATED, State.SUBMITTED):
        raise Refused("attempt_over", "This attempt is over. Start a new one from the quiz.", 409)
    quiz = catalogue.quiz(db, attempt.quiz_id)
    attempts.begin(db, attempt, quiz.minutes if quiz else 0, wants_end, now)
    return attempt
