"""What web and the page that extends an LMS's own pages say to each other, over HTTP. Times are Unix seconds."""

from tool.web.wire.shared import Struct


class UefSessionView(Struct, frozen=True, kw_only=True):
    """Answer to POST /api/uef/session (TicketBody) and POST /api/uef/session/renew; `not_connected`.

    `platform_origin`: the one origin of the LMS's pages that the page speaks with. `consent_url`: where the LMS asks
    its user for leave, to be opened next in the same frame; "" once it has been. `user_token` is that leave, "" before
    and at a renewal; it goes to the LMS's page and nowhere else. `handle`: under which the LMS knows its proctoring
    service."""

    token: str
    expires_at: float
    platform_origin: str
    handle: str
    locale: str
    consent_url: str
    user_token: str


class UefPanelView(Struct, frozen=True, kw_only=True):
    """GET /api/uef/exam?course=&content=, and the answer to POST /api/uef/settings: the exam of a test as its
    teacher reads it in the LMS's own settings.

    `lines` are sentences in plain text. `setup_url` opens the set-up page once, "" where there is none yet."""

    lines: list[str]
    setup_url: str


class UefSettingsBody(Struct, frozen=True, kw_only=True):
    """POST /api/uef/settings: somebody has saved a test's settings in the LMS. Refused: `teachers_only`, `lms_failed`.

    `content_id` is the LMS's id of the test, which its launches will name as their link, `course_id` that of the
    course, as launches name it; `enabled`: whether it is to be proctored."""

    content_id: str
    course_id: str
    enabled: bool
