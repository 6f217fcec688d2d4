"""An exam whose quiz an access code opens, and an LMS that has such quizzes: for functional tests."""

from dataclasses import replace
from typing import Any

from web_stage import Page, Stage, ticket_of

from integrations.lti_only.adapter import LtiOnly
from integrations.quizzes import HandOver, QuizInLms
from tool.monitoring.exam.quiz_records import BoundQuiz, GateState

CODE = "sesame-4711"
CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"


class Coded(LtiOnly):
    """An LMS whose quizzes ask for a code: classic ones take it in their address, new ones have it typed."""

    name = "coded"

    def hand_over(self, quiz: QuizInLms, code: str) -> HandOver:
        if quiz.kind == "new":
            return HandOver(quiz.url, code)
        return HandOver(f"{quiz.url}/take?access_code={code}")


def bind(stage: Stage, exam_id: str, **changes: Any) -> BoundQuiz:
    """Have a quiz of the LMS's that an access code opens belong to this exam, in place of an earlier one."""
    base = stage.web.base
    with base.works() as work:
        exam = work.exams.get(exam_id)
        bound = BoundQuiz(
            id=exam.id, platform_id=exam.platform_id, context_id=exam.context_id, kind="classic",
            course_id=str(int(exam.context_id.removeprefix("course-")) + 11), quiz_id=str(int(exam.id[:12], 16)),
            assignment_id="", title=exam.title, url="https://lms.example/quizzes/1", time_limit_min=30, attempts=1,
            code_secret=base.sealer.seal(CODE), code_at=stage.clock(), before_secret="", gate=GateState.SET,
            created_at=stage.clock(), next_at=stage.clock() + 3600,
        )
        bound = replace(bound, **changes)
        work.bound_quizzes.remove(exam.id)
        work.bound_quizzes.add(bound)
    return bound


def listed(stage: Stage, **overrides: Any) -> Page:
    """An examinee opens the list of their exams from the course's navigation."""
    place = {"invigil_place": "course_navigation", **overrides.pop("custom", {})}
    response = stage.launch(**{CUSTOM: place, "RESOURCE_LINK": {"id": "course-1"}, **overrides})
    assert response.status_code == 303, response.text
    return Page("exams", stage.http.post("/api/own/session", json={"ticket": ticket_of(response)}).json)
