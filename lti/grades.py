"""Assignment and Grade Services 2.0, scores and results: writing into a gradebook column and reading it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.grade import Grade

from lti import claims, moments, reading
from lti.errors import ServiceFailed
from lti.numbers import number
from lti.pages import Listed
from lti.ports import Registration
from lti.services import Connector, ServiceCalls, under, with_query

MAX_RESULTS = 50_000
ActivityProgress = Literal["Initialized", "Started", "InProgress", "Submitted", "Completed"]
GradingProgress = Literal["FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"]


@dataclass(frozen=True, slots=True)
class Score:
    """One score (AGS 2.0). `at` is Unix seconds; platforms refuse one that is older than the last.

    `score_given` is out of `score_maximum`; None leaves the grade to people. `comment` is seen by the examinee, too.
    `extensions` are further keys, each a full URI, that some platform understands."""

    user_id: str
    at: float
    activity_progress: ActivityProgress
    grading_progress: GradingProgress
    score_given: float | None = None
    score_maximum: float | None = None
    comment: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What the gradebook holds for one user: `score` out of `maximum` (1 unless told), None when there is no grade."""

    user_id: str
    score: float | None
    maximum: float
    comment: str


def post_score(lineitem_url: str, score: Score, *, registration: Registration, calls: ServiceCalls) -> None:
    """Put a score into the column `lineitem_url`; raise ServiceFailed.

    The address may carry a query (`…/lineitem?type_id=1`); `/scores` goes before it. A score of the same time is the
    same score (AGS 2.0) and may be sent again after a lost answer; one with a comment or extensions is not, since
    Canvas adds the comment, or the attempt that an extension hands in, once more."""
    repeatable = not score.comment and not score.extensions
    connector = Connector(calls, registration, "The gradebook entry", idempotent=repeatable)
    service = AssignmentsGradesService(connector, {"scope": [claims.SCOPE_SCORE], "lineitem": lineitem_url})
    service.put_grade(_grade(score))


def post_comment(
    lineitem_url: str,
    *,
    registration: Registration,
    calls: ServiceCalls,
    user_id: str,
    comment: str,
    at: float,
    activity_progress: ActivityProgress = "Submitted",
    grading_progress: GradingProgress = "PendingManual",
    extensions: Mapping[str, Any] | None = None,
    granted: Collection[str] = (),
) -> None:
    """Put a remark without a grade into the column `lineitem_url` for the user; raise ServiceFailed.

    It leaves a grade that is there, though Canvas and Moodle take a score without scoreGiven for the order to empty it.
    Canvas can be told not to, and not to take the score for a new attempt: that is for `extensions`. Moodle cannot, so
    that with the right to read results among the `granted` scopes a grade that is there goes along unchanged, as
    FullyGraded, and when it cannot be read nothing is written. A grade of zero is lost all the same on Moodle, which
    does not tell it from none. Of the rest see `Score`."""
    score = Score(
        user_id=user_id, at=at, activity_progress=activity_progress, grading_progress=grading_progress,
        comment=comment, extensions=extensions or {},
    )
    if claims.SCOPE_RESULT_READONLY in granted:
        present = results(lineitem_url, registration=registration, calls=calls, user_id=user_id)
        if present.cut and not present:
            raise ServiceFailed(present.cut, retry=False)
        score = _with_grade(score, present)
    post_score(lineitem_url, score, registration=registration, calls=calls)


def results(
    lineitem_url: str, *, registration: Registration, calls: ServiceCalls, user_id: str = "", limit: int | None = None
) -> Listed[Result]:
    """Return what is in the column, of one user if named (AGS 2.0); raise ServiceFailed. Pages of `limit` entries
    are followed; where they lead in a circle, `cut` of the answer says that there may be more. The column's address
    may carry a query."""
    what = "Reading the gradebook"
    url = with_query(under(lineitem_url, "results"), user_id=user_id, limit=limit)
    pages = calls.pages(
        url, what=what, registration=registration, scope=claims.SCOPE_RESULT_READONLY,
        accept=claims.RESULTS_MEDIA_TYPE,
    )
    found: list[Result] = []
    for body in pages:
        if not isinstance(body, list):
            raise ServiceFailed(f"{what}: the platform's list could not be read.", retry=False)
        found += [result for result in map(_result, body) if result is not None and user_id in ("", result.user_id)]
        if len(found) > MAX_RESULTS:
            raise ServiceFailed(f"{what}: there are more than {MAX_RESULTS} entries.", retry=False)
    return Listed.of(found, pages)


def _with_grade(score: Score, present: list[Result]) -> Score:
    """Return the score with the grade that is there, the last if the platform tells several."""
    graded = [result for result in present if result.score is not None and result.score >= 0]
    if not graded:
        return score
    return replace(
        score, score_given=graded[-1].score, score_maximum=graded[-1].maximum, grading_progress="FullyGraded"
    )


def _grade(score: Score) -> Grade:
    grade = (
        Grade()
        .set_user_id(score.user_id)
        .set_timestamp(moments.iso(score.at))
        .set_activity_progress(score.activity_progress)
        .set_grading_progress(score.grading_progress)
    )
    if score.comment:
        grade.set_comment(score.comment)
    if score.score_given is not None:
        if score.score_maximum is None or not score.score_maximum > 0 or not score.score_given >= 0:
            raise ServiceFailed("A grade must be 0 or more, out of a maximum above zero.", retry=False)
        grade.set_score_given(score.score_given)
        grade.set_score_maximum(score.score_maximum)
    if score.extensions:
        grade.set_extra_claims(dict(score.extensions))
    return grade


def _result(body: object) -> Result | None:
    if not isinstance(body, dict):
        return None
    user_id, comment = body.get("userId"), body.get("comment")
    if isinstance(user_id, int) and not isinstance(user_id, bool):
        user_id = str(user_id)
    if not isinstance(user_id, str) or not user_id:
        return None
    maximum = _points(body.get("resultMaximum"))
    return Result(
        user_id, _points(body.get("resultScore")), maximum if maximum is not None and maximum > 0 else 1.0,
        reading.clean(comment) if isinstance(comment, str) else "",
    )


def _points(value: object) -> float | None:
    """Return points, None when there are none. Raise ServiceFailed for text that is no number: a grade that cannot be
    read must not pass for no grade, which a remark would then empty."""
    points = number(value)
    if points is None and isinstance(value, str) and value.strip():
        raise ServiceFailed("Reading the gradebook: the platform's points could not be read.", retry=False)
    return points
