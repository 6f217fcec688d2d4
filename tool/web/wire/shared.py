"""What every page and web say to each other: sessions, refusals, and the records that more than one page shows.

Times are Unix seconds (float)."""

from typing import Literal

import msgspec


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all wire records."""


# ---- HTTP: session ------------------------------------------------------------------------------------------------

Surface = Literal["widget", "console", "setup", "report", "course", "exams", "admin", "uef"]


class TicketBody(Struct, frozen=True, kw_only=True):
    """POST /api/session: the one-time ticket (60 s) from the URL fragment that a launch ended in."""

    ticket: str


class SessionView(Struct, frozen=True, kw_only=True):
    """Answer to POST /api/session and POST /api/session/renew (Authorization: Bearer)."""

    token: str
    expires_at: float
    surface: Surface
    role: str
    person_name: str
    institution: str
    platform_origin: str
    locale: str
    exam_id: str
    attempt_id: str | None
    return_url: str | None
    deep_linking: bool


class ApiError(Struct, frozen=True, kw_only=True):
    """Body of every refused request and of a refused Ack: a stable code and a sentence that says what to do.

    `field` names what is wrong in a form: a field of the policy, "title", or a type of incident; empty otherwise."""

    code: str
    message: str
    field: str = ""


class Ack(Struct, frozen=True, kw_only=True):
    """Acknowledgement of a Socket.IO request. `result` is the record named beside the event below."""

    ok: bool
    error: ApiError | None = None
    result: dict[str, object] | None = None


# ---- shared records -----------------------------------------------------------------------------------------------


class ChatView(Struct, frozen=True, kw_only=True):
    """One chat message, plain text. `author` is "proctor", "examinee" or "system"."""

    id: str
    attempt_id: str
    author: Literal["proctor", "examinee", "system"]
    name: str
    text: str
    at: float
    client_id: str = ""


PolicyValues = dict[str, bool | int | str | list[str]]
"""What every field of a policy holds, by its name (tool/domain/policy_fields.py)."""


class RuleView(Struct, frozen=True, kw_only=True):
    """One rule as people see it. `on`: whether it was chosen; `enabled`: whether it applies to this exam, which takes
    that the fields that it `requires` are on."""

    type: str
    title: str
    category: str
    threshold: float
    unit: str
    debounce_s: float
    severity: str
    tell_examinee: bool
    on: bool
    enabled: bool
    requires: list[str]
    avoid: str


class PolicyView(Struct, frozen=True, kw_only=True):
    """An exam's policy as people see it. `revision` is that of the presets whose numbers hold. `not_applied` names what
    a newer version of Invigil has kept and this one does not know: it does not hold here."""

    preset: str
    revision: int
    values: PolicyValues
    rules: list[RuleView]
    not_applied: list[str]


class FormView(Struct, frozen=True, kw_only=True):
    """A form that the browser must POST to the platform (field `JWT`): StartAssessment or a deep-linking response."""

    url: str
    jwt: str
