"""What web and browser say to each other while an exam runs, over Socket.IO. Every request is acknowledged with `Ack`.

Times are Unix seconds (float)."""

from enum import StrEnum
from typing import Literal

from tool.domain.own_leave import OwnLeave
from tool.domain.stream import Channel
from tool.web.wire.calibration import CalibrationView
from tool.web.wire.class_list import LmsWatchView, RosterView
from tool.web.wire.gate import GateView
from tool.web.wire.incidents import IncidentView
from tool.web.wire.not_judged import NotJudgedView
from tool.web.wire.shared import ChatView, PolicyView, Struct
from tool.web.wire.tiles import AttemptTile

StorageState = Literal["ok", "busy", "full"]

# ---- examinee namespace: /examinee --------------------------------------------------------------------------------


class AttemptView(Struct, frozen=True, kw_only=True):
    """Event `attempt`, server to widget: sent on connect and after every change."""

    attempt_id: str
    state: str
    exam_title: str
    person_name: str
    policy: PolicyView
    consented: bool
    watching: bool
    """Whether a proctor has this attempt open right now."""
    notice: str
    """Why it is paused, terminated or sent back, in the proctor's words; empty otherwise."""
    chat: list[ChatView]
    help_open: bool
    server_time: float
    unseen: list[Channel] = []
    """Before the exam: what it asks for and the server does not see, without which nobody begins."""
    media_away: bool = False
    """Before the exam: nobody can be seen, for reasons of ours."""
    warnings: int = 0
    """How often the examinee was warned, by proctors and automatically."""
    most_warnings: int = 0
    """The limit of warnings, 0 for none."""
    calibration: CalibrationView
    by_code: bool = False
    """Whether an access code opens the quiz, or a list of people (`hand_over`), in a window of the LMS's own."""
    aside: bool = False
    """Whether LTI starts the quiz (`begin`) in a window of the LMS's own, with this page behind it."""
    unlogged: bool = False
    """Whether a list of people opens the quiz: no log of it is read then."""
    own_leave: OwnLeave = OwnLeave.NONE
    """Whether the examinee may let Invigil hand in for them (`own_leave`), or has."""


class PageStanding(StrEnum):
    """How a page stands: active; asked whether to go on here; or dark, because the exam went on in another."""

    ACTIVE = "active"
    ASKED = "asked"
    DARK = "dark"


class PageView(Struct, frozen=True, kw_only=True):
    """Event `page`, server to widget: how this page stands among those of its attempt. Only the active one hears of the
    exam and may ask for anything but to be that (`continue_here`); after it comes `attempt`. Also the ack result of
    `continue_here` (no body)."""

    standing: PageStanding


class NoticeView(Struct, frozen=True, kw_only=True):
    """Event `notice`, server to widget: something the examinee must see now. `pressed_at`: the proctor's press."""

    id: str
    kind: Literal["warn", "pause", "resume", "terminate", "extra_time", "admit", "readmit", "incident"]
    title: str
    text: str
    at: float
    pressed_at: float | None = None
    warning: int = 0
    """Of a warning: which one it is, counted from 1."""
    most_warnings: int = 0
    """Of a warning: the limit, 0 for none."""
    automatic: bool = False
    """The policy did it, and no person."""


class ConsentBody(Struct, frozen=True, kw_only=True):
    """Event `consent`, widget to server: the rules were read and agreed to. Ack result: AttemptView."""

    agreed: bool


class BeginBody(Struct, frozen=True, kw_only=True):
    """Event `begin`, widget to server, where LTI opens the quiz. `stays`: the page around the widget starts the quiz
    itself and keeps the widget; otherwise it is left for the quiz and launched anew beside it. Ack result: FormView."""

    stays: bool = False


class OwnLeaveView(Struct, frozen=True, kw_only=True):
    """Ack result of `own_leave` (no body). `url`: where the LMS asks the examinee, for a tab of its own; good once and
    for ten minutes."""

    url: str


class HandOverView(Struct, frozen=True, kw_only=True):
    """Ack result of `hand_over` (no body), where an access code opens the quiz: the attempt runs, this is the way in.
    Secret, and for this page alone: not to be kept anywhere, nor shown but for the code.

    `url` is the address to open in a window of its own; `code` what is to be typed there, empty if the address carries
    it."""

    url: str
    code: str


class CheckInBody(Struct, frozen=True, kw_only=True):
    """Event `check_in`, widget to server: the check is passed, go to the waiting room. Ack result: AttemptView."""

    camera: bool
    microphone: bool
    screen: bool = False
    luma: float | None = None


class ChatBody(Struct, frozen=True, kw_only=True):
    """Event `chat`, both sides to server. `attempt_id` is needed from the console only. Ack result: ChatView."""

    client_id: str
    text: str
    attempt_id: str = ""


class HelpBody(Struct, frozen=True, kw_only=True):
    """Event `help`, widget to server: ask for a human. Ack result: HelpView."""

    kind: Literal["question", "technical"]
    text: str = ""


class SensorReading(Struct, frozen=True, kw_only=True):
    """One browser measurement: `signal` is one of the browser's in docs/incident-types.md, e.g. "tab_hidden". `seq`
    numbers the readings of one page from 1 on; 0 from pages that do not count."""

    id: str
    signal: str
    active: bool
    at: float
    seq: int = 0


class ObserveBody(Struct, frozen=True, kw_only=True):
    """Event `observe`, widget to server. Kept by the widget and sent again until acknowledged. Ack result: Observed.

    One comes every 10 s while the sensors run, without items if there is nothing to say: it is their sign of life.
    `hidden`: the page is in a tab that is not shown, where browsers slow it down. `sent_at` is when it was sent, by the
    clock that the items' `at` goes by: how old they are is all that is taken from both.

    `run` names the count that the items' `seq` belongs to, a new one each time the page is loaded; `made` is the newest
    number of it and `dropped` how many the page had no room to keep. So a reading that was taken out is noticed."""

    items: list[SensorReading]
    hidden: bool = False
    sent_at: float | None = None
    run: str = ""
    made: int = 0
    dropped: int = 0


class Observed(Struct, frozen=True, kw_only=True):
    """Ids that the server has taken."""

    ids: list[str]


class PublishView(Struct, frozen=True, kw_only=True):
    """Ack result of `grant` from the widget: where and with what to publish. Each channel that the exam asks for is a
    WHIP session of its own, with the same token; `frames_urls` are the WebSockets for single pictures, of those
    channels that may come so."""

    token: str
    whip_urls: dict[Channel, str]
    frames_urls: dict[Channel, str]
    expires_at: float


# `begin` (no body), widget to server: the examinee presses "Begin". Ack result: FormView (StartAssessment).

# ---- console namespace: /console ----------------------------------------------------------------------------------


class CapabilityView(Struct, frozen=True, kw_only=True):
    """One verb of the LMS gateway on this platform."""

    verb: str
    possible: bool
    means: str


class MediaBehind(Struct, frozen=True, kw_only=True):
    """Each camera is looked at about every `every_s` seconds instead of every `wanted_s`, for reasons of ours."""

    every_s: float
    wanted_s: float


class Snapshot(Struct, frozen=True, kw_only=True):
    """Event `snapshot`, server to console: sent on connect and reconnect."""

    exam_id: str
    exam_title: str
    course_title: str
    policy: PolicyView
    tiles: list[AttemptTile]
    reasons: dict[str, str]
    canned: list[str]
    capabilities: list[CapabilityView]
    server_time: float
    recent: list["IncidentView"]
    """The newest incidents of the exam, oldest first: those that came while this console was away are among them."""
    media_away: bool = False
    media_behind: MediaBehind | None = None
    most_warnings: int = 0
    """The exam's limit of warnings, 0 for none."""
    media_unmeasured: list[str]
    storage: StorageState
    """Whether what is new is kept: "busy" and "full" pass; nothing that was acknowledged is lost."""
    roster: RosterView
    lms_watch: LmsWatchView
    gate: GateView | None = None
    """How the exam's quiz stands in the LMS, where Invigil shuts it by the LMS's API."""
    not_judged: NotJudgedView | None = None
    """Null where nothing is out of sight. Of one attempt it is in AttemptDetail."""


class MediaView(Struct, frozen=True, kw_only=True):
    """Event `media`, server to console: whether the media plane, which sees everybody, is away now, or there
    and too slow for the rules that apply. `unmeasured`: types of incidents that it cannot notice at all."""

    away: bool
    behind: MediaBehind | None = None
    unmeasured: list[str]


class PaceView(Struct, frozen=True, kw_only=True):
    """Event `pace`, server to the consoles that have this attempt open: its camera is looked at about every `every_s`
    seconds; null while it is not. `why`: as the settings say ("even"); more often, since something is going on
    ("lively"); less often, since our processors are shared by all ("budget"), or since its own pictures cost far more
    than others' ("costly")."""

    attempt_id: str
    every_s: float | None
    why: Literal["even", "lively", "budget", "costly"]


class SeenView(Struct, frozen=True, kw_only=True):
    """Event `seen`, server to console: a proctor has looked at these incidents of one attempt."""

    attempt_id: str
    incident_ids: list[str]


class StorageView(Struct, frozen=True, kw_only=True):
    """Event `storage`, server to console: whether what is new is kept has changed."""

    state: StorageState


class InterventionView(Struct, frozen=True, kw_only=True):
    """Event `intervention`, server to console: what was done, by whom."""

    id: str
    attempt_id: str
    kind: str
    by: str
    reason: str
    reason_text: str
    text: str
    at: float


class DeliveryView(Struct, frozen=True, kw_only=True):
    """Event `delivery`, server to console: one outbox row. `status` is "waiting", "delivered" or "failed"."""

    id: str
    attempt_id: str
    verb: str
    status: Literal["waiting", "delivered", "failed"]
    tries: int
    last_error: str
    impossible: bool
    """The LMS cannot do it at all; `last_error` says what was done instead."""
    created_at: float
    delivered_at: float | None


class DeliverAgainBody(Struct, frozen=True, kw_only=True):
    """Event `deliver_again`, console to server: try this delivery again now. Ack result: DeliveryView."""

    delivery_id: str


class HelpView(Struct, frozen=True, kw_only=True):
    """Event `help`, server to console: an examinee asks for a human, or the request was answered."""

    id: str
    attempt_id: str
    person_name: str
    kind: Literal["question", "technical"]
    text: str
    at: float
    done: bool


class OpenBody(Struct, frozen=True, kw_only=True):
    """Event `open`, console to server: look at an attempt; its incidents and chat count as seen. Ack: AttemptDetail."""

    attempt_id: str


class Left(Struct, frozen=True, kw_only=True):
    """Ack result of `leave` (no body), console to server: the attempt that was open is closed again."""

    left: bool


class AttemptDetail(Struct, frozen=True, kw_only=True):
    """Everything about one attempt, oldest first."""

    tile: AttemptTile
    incidents: list[IncidentView]
    chat: list[ChatView]
    interventions: list[InterventionView]
    deliveries: list[DeliveryView]
    help: list[HelpView]
    pace: PaceView | None = None
    not_judged: NotJudgedView | None = None
    """Null where nothing is out of sight of this attempt."""


class DecideBody(Struct, frozen=True, kw_only=True):
    """Event `decide`, console to server: admit, warn, pause, resume, extra_time, terminate, readmit, flag,
    breach, gaze_off, gaze_on. Ack InterventionView.

    `breach` writes down that a rule was broken, and makes an incident of it. It needs a reason, as do `terminate`,
    `readmit` and `flag`; `pressed_at` is the moment of the press, for measured latency. A
    repeated `client_id` (one per press, at most 64 characters) is one decision."""

    attempt_id: str
    kind: str
    reason: str = "other"
    text: str = ""
    minutes: int = 0
    severity: float = 0.5
    pressed_at: float | None = None
    client_id: str = ""


class HelpDoneBody(Struct, frozen=True, kw_only=True):
    """Event `help_done`, console to server: the request was answered. Ack result: HelpView."""

    help_id: str


class WatchView(Struct, frozen=True, kw_only=True):
    """Ack result of `grant` from the console: where and with what to watch. Each channel is a session of its own: WHEP
    is POST {whep_urls[channel]}/{attempt_id}."""

    token: str
    whep_urls: dict[Channel, str]
    tiles_url: str
    expires_at: float
