"""Assignment and Grade Services 2.0: leaving a remark at an attempt in the gradebook, without giving a grade."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.grade import Grade

from lti import claims
from lti.ports import Registration
from lti.services import Connector, ServiceCalls

ActivityProgress = Literal["Initialized", "Started", "InProgress", "Submitted", "Completed"]
GradingProgress = Literal["FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"]


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
) -> None:
    """Put a score with a comment and no scoreGiven into the column `lineitem_url` for the user; raise ServiceFailed.

    `at` is Unix seconds; platforms refuse a score older than the last one. `extensions` are further keys that some
    platform understands."""
    moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
    grade = (
        Grade()
        .set_user_id(user_id)
        .set_timestamp(moment)
        .set_activity_progress(activity_progress)
        .set_grading_progress(grading_progress)
        .set_comment(comment)
    )
    if extensions:
        grade.set_extra_claims(dict(extensions))
    connector = Connector(calls, registration, "The gradebook comment")
    service = AssignmentsGradesService(connector, {"scope": [claims.SCOPE_SCORE], "lineitem": lineitem_url})
    service.put_grade(grade)
