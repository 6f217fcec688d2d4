"""The addresses of the played Open edX: launches, what comes back from the tool, tokens, services."""

import uuid
from typing import Any

import jwt
import lms_exams
import lms_journal
import lms_tools
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt
from jwt import InvalidTokenError
from lti_consumer.data import Lti1p3LaunchData, Lti1p3ProctoringLaunchData
from lti_consumer.lti_1p3.exceptions import Lti1p3Exception
from lti_consumer.lti_1p3.extensions.rest_framework.parsers import LineItemScoreParser
from lti_consumer.lti_1p3.extensions.rest_framework.renderers import MembershipResultRenderer
from lti_consumer.utils import get_data_from_cache
from rest_framework.decorators import api_view, authentication_classes, parser_classes, renderer_classes
from rest_framework.request import Request
from rest_framework.response import Response

COURSE = "course-v1:edX+DemoX+2026"
MESSAGES = {"start": "LtiStartProctoring", "end": "LtiEndAssessment", "link": "LtiResourceLinkRequest"}
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
ROSTER_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"


def launch(request: HttpRequest, kind: str) -> HttpResponse:
    """Send the browser to the tool's login. Query: `user`, `exam`; for ordinary launches `client` and `role`."""
    user, exam = request.GET["user"], request.GET["exam"]
    client = request.GET.get("client", lms_tools.PROCTORING_CLIENT)
    attempt = lms_exams.attempts.setdefault((user, exam), lms_exams.ExamAttempt(user, exam, 1))
    if kind == "start":
        cache.set(f"session-{user}-{exam}", uuid.uuid4().hex)
    if kind == "end":
        attempt.status = "submitted"
        if not cache.get(f"end-wanted-{user}-{exam}"):
            return JsonResponse({})
    data = Lti1p3LaunchData(
        user_id=user, user_role=request.GET.get("role"), config_id=client, resource_link_id=exam,
        external_user_id=user, message_type=MESSAGES[kind], context_id=COURSE, context_title="Demo course",
        proctoring_launch_data=Lti1p3ProctoringLaunchData(attempt_number=attempt.attempt_number),
    )
    response = redirect(lms_tools.known_as(client).prepare_preflight_url(data))
    response.set_cookie("lms_user", user)
    return response


def auth(request: HttpRequest) -> HttpResponse:
    """Answer the tool's authentication request with the form that launches it."""
    data = get_data_from_cache(request.GET["lti_message_hint"])
    if data is None or request.COOKIES.get("lms_user") != data.user_id != request.GET["login_hint"]:
        return HttpResponse("This launch is not yours.", status=403)
    consumer = lms_tools.known_as(request.GET["client_id"])
    consumer.set_user_data(data.external_user_id, data.user_role)
    consumer.set_resource_link_claim(data.resource_link_id)
    consumer.set_launch_presentation_claim(document_target="window", return_url=f"{settings.HERE}/course")
    consumer.set_context_claim(data.context_id, context_title=data.context_title)
    if isinstance(consumer, lms_tools.LtiProctoringConsumer):
        consumer.set_proctoring_data(**_proctoring_data(data))
    message = consumer.generate_launch_request(request.GET)
    return HttpResponse(
        format_html(
            '<form method="post" action="{}"><input name="state" value="{}"><input name="id_token" value="{}"></form>',
            request.GET["redirect_uri"], message["state"], message["id_token"],
        )
    )


def _proctoring_data(data: Lti1p3LaunchData) -> dict[str, Any]:
    known = {
        "attempt_number": data.proctoring_launch_data.attempt_number,
        "session_data": cache.get(f"session-{data.user_id}-{data.resource_link_id}"),
        "resource_link_id": data.resource_link_id,
    }
    if data.message_type != "LtiStartProctoring":
        return known
    return known | {
        "start_assessment_url": f"{settings.HERE}/start_assessment",
        "assessment_control_url": f"{settings.HERE}/acs", "assessment_control_actions": ["terminate"],
    }


@csrf_exempt
def start_assessment(request: HttpRequest) -> HttpResponse:
    """Let the learner into the exam if the library takes the tool's message (LtiStartAssessment)."""
    peeked = jwt.decode(request.POST["JWT"], options={"verify_signature": False})
    user, exam = request.COOKIES["lms_user"], peeked["https://purl.imsglobal.org/spec/lti/claim/resource_link"]["id"]
    consumer, attempt = lms_tools.known_as(peeked["iss"]), lms_exams.attempts[user, exam]
    consumer.set_proctoring_data(
        attempt_number=attempt.attempt_number, session_data=cache.get(f"session-{user}-{exam}"), resource_link_id=exam
    )
    try:
        accepted = consumer.check_and_decode_token(request.POST["JWT"])
    except (Lti1p3Exception, InvalidTokenError) as refusal:
        return HttpResponse(f"{type(refusal).__name__}: {refusal}", status=400)
    cache.set(f"end-wanted-{user}-{exam}", accepted["end_assessment_return"])
    attempt.status = "started"
    return HttpResponse("The exam is open.")


@csrf_exempt
def token(request: HttpRequest, client: str) -> HttpResponse:
    """Give out an access token, as the library does."""
    try:
        return JsonResponse(lms_tools.known_as(client).access_token(request.POST))
    except (Lti1p3Exception, InvalidTokenError) as refusal:
        return JsonResponse({"error": type(refusal).__name__}, status=400)


@api_view(["POST"])
@authentication_classes([])
@parser_classes([LineItemScoreParser])
def scores(request: Request) -> Response:
    """Take a score into the gradebook column (AGS)."""
    if not _may(request, SCORE_SCOPE):
        return Response(status=403)
    return Response(request.data)


@api_view(["GET"])
@authentication_classes([])
@renderer_classes([MembershipResultRenderer])
def memberships(request: Request) -> Response:
    """Return the course's members (NRPS)."""
    if not _may(request, ROSTER_SCOPE):
        return Response(status=403)
    learner = {"user_id": "grace", "status": "Active", "roles": ["Learner"], "name": "Grace Hopper"}
    return Response({"id": request.build_absolute_uri(), "context": {"id": COURSE}, "members": [learner]})


def _may(request: Request, scope: str) -> bool:
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        return bool(lms_tools.advantage().check_token(bearer, [scope]))
    except InvalidTokenError:
        return False


def jwks(_: HttpRequest) -> HttpResponse:
    """Publish the platform's key."""
    return JsonResponse(lms_tools.proctoring().get_public_keyset())


def journal(_: HttpRequest) -> HttpResponse:
    """Tell the test what came in and how the attempts stand."""
    standing = {f"{user} {exam}": attempt.status for (user, exam), attempt in lms_exams.attempts.items()}
    return JsonResponse({"calls": lms_journal.calls, "attempts": standing})


urlpatterns = [
    path("launch/<str:kind>", launch), path("auth", auth), path("start_assessment", start_assessment),
    path("token/<str:client>", token), path("acs", lms_exams.acs), path("lineitems/7/scores", scores),
    path("memberships", memberships), path("jwks", jwks), path("journal", journal),
]
