"""Every URI of LTI that the sandbox sends or reads, spelt once."""

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_AP = "https://purl.imsglobal.org/spec/lti-ap/claim/"
_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"

MESSAGE_TYPE = _LTI + "message_type"
VERSION = _LTI + "version"
DEPLOYMENT_ID = _LTI + "deployment_id"
TARGET_LINK_URI = _LTI + "target_link_uri"
ROLES = _LTI + "roles"
CONTEXT = _LTI + "context"
RESOURCE_LINK = _LTI + "resource_link"
LAUNCH_PRESENTATION = _LTI + "launch_presentation"
TOOL_PLATFORM = _LTI + "tool_platform"
CUSTOM = _LTI + "custom"
FOR_USER = _LTI + "for_user"

AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

START_ASSESSMENT_URL = _AP + "start_assessment_url"
SESSION_DATA = _AP + "session_data"
ATTEMPT_NUMBER = _AP + "attempt_number"
ACS = _AP + "acs"
END_ASSESSMENT_RETURN = _AP + "end_assessment_return"

DL_SETTINGS = _DL + "deep_linking_settings"
DL_DATA = _DL + "data"
DL_ITEMS = _DL + "content_items"
DL_MESSAGE = _DL + "msg"
DL_ERROR = _DL + "errormsg"

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"

RESOURCE_LINK_REQUEST = "LtiResourceLinkRequest"
DEEP_LINKING_REQUEST = "LtiDeepLinkingRequest"
DEEP_LINKING_RESPONSE = "LtiDeepLinkingResponse"
START_PROCTORING = "LtiStartProctoring"
START_ASSESSMENT = "LtiStartAssessment"
END_ASSESSMENT = "LtiEndAssessment"
SUBMISSION_REVIEW_REQUEST = "LtiSubmissionReviewRequest"
MESSAGES = (
    RESOURCE_LINK_REQUEST,
    DEEP_LINKING_REQUEST,
    START_PROCTORING,
    END_ASSESSMENT,
    SUBMISSION_REVIEW_REQUEST,
)

SCOPE_LINE_ITEM = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
SCOPE_LINE_ITEM_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
SCOPE_SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SCOPE_RESULT_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCOPE_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPE_ACS = "https://purl.imsglobal.org/spec/lti-ap/scope/control.all"
AGS_SCOPES = (SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ, SCOPE_SCORE, SCOPE_RESULT_READ)
SCOPES = (*AGS_SCOPES, SCOPE_NRPS, SCOPE_ACS)

MEDIA_ACS = "application/vnd.ims.lti-ap.v1.control+json"
MEDIA_LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
MEDIA_LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
MEDIA_SCORE = "application/vnd.ims.lis.v1.score+json"
MEDIA_RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
MEDIA_MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
LEARNER = MEMBERSHIP + "#Learner"
INSTRUCTOR = MEMBERSHIP + "#Instructor"
TEACHING_ASSISTANT = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"
