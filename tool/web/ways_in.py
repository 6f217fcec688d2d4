"""Leads an examinee into a quiz: unseals its access code, asks the LMS's adapter for the way, and says plainly if there
is none."""

import logging
from http import HTTPStatus

from integrations.base import IntegrationFailed
from tool.db.sealing import CannotUnseal, Sealer
from tool.lms.ways_in import way_in
from tool.monitoring.exam.by_code import SHUT_YET
from tool.monitoring.exam.quiz_records import BoundQuiz
from tool.monitoring.work import NotFound
from tool.web.http.refusals import Refused
from tool.web.live.examinee import WayIn
from tool.web.wire.live import HandOverView
from tool.web.works import WebWork

log = logging.getLogger(__name__)


def ways_in(sealer: Sealer) -> WayIn:
    """Return what hands codes over. It raises Refused "shut" where there is no way in, whosever fault it is: the log
    says whose, and never holds a code."""
    def way(work: WebWork, bound: BoundQuiz) -> HandOverView:
        try:
            found = way_in(work, bound, "" if bound.by_people else sealer.unseal(bound.code_secret))
        except (CannotUnseal, IntegrationFailed, NotFound) as exc:
            log.error("There is no way into the quiz of exam %s: %s.", bound.id, type(exc).__name__)
            raise Refused("shut", SHUT_YET, HTTPStatus.CONFLICT) from exc
        return HandOverView(url=found.url, code=found.code)

    return way
