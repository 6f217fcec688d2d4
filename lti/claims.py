"""Every claim, scope and media type URI of the specifications, written once."""

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
MESSAGE_TYPE = LTI + "message_type"
VERSION = LTI + "version"
DEPLOYMENT_ID = LTI + "deployment_id"
TARGET_LINK_URI = LTI + "target_link_uri"
RESOURCE_LINK = LTI + "resource_link"
ROLES = LTI + "roles"
CONTEXT = LTI + "context"
CUSTOM = LTI + "custom"
LAUNCH_PRESENTATION = LTI + "launch_presentation"
TOOL_PLATFORM = LTI + "tool_platform"
FOR_USER = LTI + "for_user"
NOTICE_SERVICE = LTI + "platformnotificationservice"
NOTICE = LTI + "notice"
ORIGIN_CONTEXTS = LTI + "origin_contexts"
LTI_VERSION = "1.3.0"

AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
DL_SETTINGS = DL + "deep_linking_settings"
DL_CONTENT_ITEMS = DL + "content_items"
DL_DATA = DL + "data"
DL_MESSAGE = DL + "msg"
DL_LOG = DL + "log"
DL_ERROR_MESSAGE = DL + "errormsg"
DL_ERROR_LOG = DL + "errorlog"

AP = "https://purl.imsglobal.org/spec/lti-ap/claim/"
ATTEMPT_NUMBER = AP + "attempt_number"
START_ASSESSMENT_URL = AP + "start_assessment_url"
SESSION_DATA = AP + "session_data"
ACS = AP + "acs"
PROCTORING_SETTINGS = AP + "proctoring_settings"
VERIFIED_USER = AP + "verified_user"
END_ASSESSMENT_RETURN = AP + "end_assessment_return"
ERROR_MESSAGE = AP + "errormsg"
ERROR_LOG = AP + "errorlog"

SCOPE_SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SCOPE_LINEITEM = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
SCOPE_LINEITEM_READONLY = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
SCOPE_RESULT_READONLY = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCOPE_ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPE_CONTROL = "https://purl.imsglobal.org/spec/lti-ap/scope/control.all"
SCOPE_NOTICES = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"

SCOPES = (
    SCOPE_LINEITEM, SCOPE_LINEITEM_READONLY, SCOPE_RESULT_READONLY, SCOPE_SCORE, SCOPE_ROSTER, SCOPE_CONTROL,
    SCOPE_NOTICES,
)
"""Every scope that this library can use."""

CONTROL_MEDIA_TYPE = "application/vnd.ims.lti-ap.v1.control+json"
LINEITEM_MEDIA_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINEITEMS_MEDIA_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS_MEDIA_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
ROSTER_MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
