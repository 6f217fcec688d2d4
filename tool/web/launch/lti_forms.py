"""The forms with which a browser goes back to the platform: StartAssessment and the deep-linking response."""

from collections.abc import Callable
from dataclasses import dataclass

from lti import deep_linking, proctoring
from lti.deep_linking import Accepts, Window
from lti.message import DeepLinkingClaim, Form
from lti.ports import Registration, ToolKeys
from lti.proctoring import Parties
from tool.monitoring.exam.records import Attempt, Exam, Linking
from tool.web.wire.shared import FormView

EXAM_PARAMETER = "invigil_exam"
"""Custom parameter of the resource link that deep linking leaves in the LMS: the exam's id."""
_SCORE_MAXIMUM = 100.0


def kept_request(claim: DeepLinkingClaim) -> dict[str, object]:
    """Return what a deep-linking response will need of its request, as JSON values."""
    return {
        "return_url": claim.return_url, "data": claim.data, "types": list(claim.accept_types),
        "targets": list(claim.accept_targets), "multiple": claim.accept_multiple, "line_items": claim.accept_lineitem,
    }


@dataclass(frozen=True, slots=True)
class LtiForms:
    """Signs forms for platforms. Not to be called within a unit of work: keys and registrations are read in their own.

    `parties_of`: whom a platform wants to see named in a StartAssessment; `launch_url` is the address that a resource
    link opens; `clock` gives Unix seconds."""

    keys: ToolKeys
    registration_of: Callable[[str], Registration]
    parties_of: Callable[[str], Parties]
    launch_url: str
    clock: Callable[[], float]

    def start_assessment(self, platform_id: str, attempt: Attempt) -> FormView:
        """Return the form that lets the examinee into the quiz."""
        return _view(
            proctoring.start_assessment(
                registration=self.registration_of(platform_id),
                deployment_id=attempt.deployment_id,
                resource_link_id=attempt.resource_link_id,
                attempt_number=attempt.attempt_number,
                session_data=attempt.session_data,
                start_assessment_url=attempt.start_assessment_url,
                key=self.keys.current(),
                now=self.clock(),
                parties=self.parties_of(platform_id),
                custom=attempt.echo,
            )
        )

    def deep_link(self, exam: Exam, visit: Linking) -> FormView:
        """Return the form that puts the exam into the LMS, as the visit asked for it; raise ItemsRefused."""
        request = visit.request
        data = request.get("data")
        column = deep_linking.LineItem(
            label=f"{exam.title} (proctoring)", score_maximum=_SCORE_MAXIMUM, resource_id=exam.id, tag="proctoring"
        )
        item = deep_linking.ContentItem(
            title=exam.title, url=self.launch_url, custom={EXAM_PARAMETER: exam.id},
            line_item=column, window=Window(target_name="_blank"),
        )
        return _view(
            deep_linking.response(
                registration=self.registration_of(visit.platform_id),
                deployment_id=visit.deployment_id,
                return_url=str(request["return_url"]),
                data=data if isinstance(data, str) else None,
                items=[item],
                accepts=_accepts(request),
                key=self.keys.current(),
                now=self.clock(),
            )
        )


def _accepts(request: dict[str, object]) -> Accepts:
    types, targets = request.get("types"), request.get("targets")
    return Accepts(
        types=tuple(types) if isinstance(types, list) else (),
        targets=tuple(targets) if isinstance(targets, list) else (),
        multiple=request.get("multiple") is not False, line_items=request.get("line_items") is not False,
    )


def _view(form: Form) -> FormView:
    return FormView(url=form.url, jwt=form.jwt)
