"""The port of an LMS: everything that Invigil asks of one kind of LMS, from its registration to the last decision.

An adapter is one stateless object for all LMSs of its kind; what it must know of one exam, attempt or launch is handed
in as a value of this file. `integrations.lti_only` serves the whole port by LTI's own services, and the others extend
it: an LMS that cannot do something more simply does not say so, and nobody tests for None."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol

from integrations.groups import GroupsOfCourse
from integrations.http import Call, Reply
from integrations.people_gates import PeopleGates
from integrations.personal import PersonalLeave
from integrations.places import Placed, Tool, Wishes
from integrations.presence import Presence, Standing
from integrations.quizzes import ApiConnection, HandOver, ListedQuiz, LogEntry, QuizInLms, QuizTraits, Taking
from integrations.settings import SettingsField

START_PROCTORING = "LtiStartProctoring"
"""The message of an LMS that opens its quiz only when Invigil lets the examinee begin (LTI Proctoring Services)."""
AssessmentParties = Literal["standard", "issuer"]
"""Whom a StartAssessment names: as the standard has it (iss the tool's client id, aud the LMS's issuer), or the issuer
in every place."""


class IntegrationFailed(Exception):
    """The LMS did not answer as agreed. The message says what came instead, in plain words.

    `retry`: whether the same may succeed later; `after_s`: the wait in seconds that the LMS asked for; `status`: the
    HTTP status, None when there was no answer or a good one that could not be used; `impossible`: it turned out that
    it cannot be done there at all, which is nobody's error; `doubtful`: it went out, and it is not known whether it was
    done."""

    def __init__(
        self, message: str, *, retry: bool = True, after_s: float | None = None, status: int | None = None,
        impossible: bool = False, doubtful: bool = False,
    ) -> None:
        super().__init__(message)
        self.retry = retry
        self.after_s = after_s
        self.status = status
        self.impossible = impossible
        self.doubtful = doubtful


class NotConnected(IntegrationFailed):
    """Nobody has connected the LMS's API, or what was given has run out and cannot be renewed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retry=False)


class ConnectionRevoked(NotConnected):
    """The LMS takes back the leave that it once gave to its API: its administrator must connect anew."""


class NotThere(IntegrationFailed):
    """What was asked for is not in the LMS, or not any more: somebody has deleted it, or it cannot be seen."""

    def __init__(self, message: str, *, status: int | None = 404) -> None:
        super().__init__(message, retry=False, status=status)


class Verb(StrEnum):
    """What Invigil can ask of an LMS."""

    GATE_START = "gate_start"
    RELEASE = "release"
    PAUSE = "pause"
    RESUME = "resume"
    TERMINATE = "terminate"
    READMIT = "readmit"
    EXTRA_TIME = "extra_time"
    FLAG = "flag"
    ANNOTATE = "annotate"
    HOLD_GRADE = "hold_grade"
    RELEASE_GRADE = "release_grade"
    GRADE = "grade"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Capability:
    """One verb for one exam: whether its LMS does it and by what means, in words that a teacher understands."""

    verb: Verb
    possible: bool
    means: str


@dataclass(frozen=True, slots=True)
class ExamInLms:
    """An exam as its LMS knows it. `services` are the addresses beyond LTI that its launches name, by parameter.

    `column` is the address of its gradebook column, `columns` that of the course's list of them. `granted` are the
    scopes that a launch named for the gradebook; whether they let columns be read and scores be written is said.
    `quiz`: the quiz that Invigil shuts by the LMS's own API, None where LTI starts it; `api`: how that is connected."""

    id: str
    resource_link_id: str | None = None
    context_id: str = ""
    column: str | None = None
    columns: str | None = None
    granted: tuple[str, ...] = ()
    reads_columns: bool = False
    writes_scores: bool = False
    services: Mapping[str, str] = field(default_factory=dict)
    quiz: QuizInLms | None = None
    api: ApiConnection | None = None


@dataclass(frozen=True, slots=True)
class AttemptInLms:
    """An attempt as its LMS knows it: `subject` is the LMS's id of the examinee, `session` its own `session_data`.

    `number` goes back as it came, a string or an integer. `control_url` is that of the Assessment Control Service,
    None where there is none, `actions` what it takes, spelt as in the standard. `handed_in`: the examinee has begun
    and did not leave it at that. `user` is the id by which the LMS's own API knows the examinee, "" if no launch told
    it; `submission` and `taking` are the id and the number of what they take there, "" and None until that was seen.
    `extra_minutes`: all that were given so far, those of the present decision included. `own_leave`: the examinee has
    given their own (`integrations.personal`)."""

    subject: str
    session: str
    number: int | str
    resource_link_id: str
    control_url: str | None = None
    actions: frozenset[str] = frozenset()
    handed_in: bool = False
    user: str = ""
    submission: str = ""
    taking: int | None = None
    extra_minutes: int = 0
    own_leave: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What there is to say of an attempt in the LMS: facts in numbers and, once a person gave one, the verdict.

    `at` is Unix seconds; `severities` counts incidents by severity; `verdict` is clear, flagged, invalid or None;
    `comment` says the same in words, for LMSs that take nothing else."""

    session: str
    at: float
    incidents: int
    severities: Mapping[str, int]
    flagged: bool
    verdict: str | None
    verdict_note: str
    verdict_by: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One decision to be carried out. `at` is when it was made (Unix seconds), `severity` 0.0 to 1.0, `minutes` those
    of extra time. `outcome` goes with ANNOTATE and with no other verb. `id` is the same however often it is tried;
    `memo`: what an earlier try has noted (`Calls.note`)."""

    verb: Verb
    at: float
    severity: float = 0.0
    reason_code: str = ""
    reason_msg: str = ""
    minutes: int | None = None
    outcome: Outcome | None = None
    id: str = ""
    memo: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What the LMS answered, in a few words; `column` is a gradebook column that was found and is worth keeping."""

    words: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class ControlOrder:
    """One call of the Assessment Control Service; `action` is spelt as in the standard, the rest as in `Command`.
    `repeatable`: the LMS takes one that it has taken before for the same."""

    action: str
    at: float
    severity: float
    reason_code: str
    reason_msg: str
    minutes: int | None
    repeatable: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One gradebook column: its address, our own word for what it belongs to, and the link that it hangs on."""

    address: str
    resource_id: str
    resource_link_id: str


class Calls(Protocol):
    """The ways out to one LMS: LTI's own services, and the one door for everything beyond (`integrations.http`).

    Every call has a time-out. The door raises IntegrationFailed; LTI's services may raise an error of their own, which
    passes through an adapter."""

    def control(self, attempt: AttemptInLms, order: ControlOrder) -> str:
        """Call the Assessment Control Service; return the attempt's status as the LMS says it, "" if it says none."""
        ...

    def columns(self, exam: ExamInLms) -> Sequence[Column]:
        """Return the gradebook columns of the exam's course that are this tool's."""
        ...

    def remark(self, column: str, exam: ExamInLms, attempt: AttemptInLms, text: str, at: float) -> None:
        """Put a remark without a grade into a gradebook column."""
        ...

    def send(self, call: Call) -> Reply:
        """Make one call beyond LTI; return a 2xx answer."""
        ...

    def note(self, memo: Mapping[str, Any]) -> None:
        """Keep JSON values beside the command that is being carried out, durably, before this returns: the next try is
        handed them. For what is not repeatable: look, note what was there, send; tried again, look first."""
        ...


class QuizApi(QuizTraits, Protocol):
    """What an LMS's own API does with quizzes as a whole. Whatever is beyond an LMS raises IntegrationFailed; a quiz
    that is not there any more raises NotThere.

    `quiz_kinds`: the kinds of quiz that Invigil can shut here, by the adapter's word, with what people call them; empty
    where there is no such API. A list of people opens those in `listed_kinds`, an access code the others; `quiz` says
    how that stands. `api_scopes`: what the API is asked to allow. `api_paths`: where on the LMS people give leave and
    where tokens are (OAuth 2.0). `api_grant`: whether an administrator gives that leave in the browser ("code"), or key
    and secret of the application are enough ("client"). `ids_of_lti`: whether the API takes LTI's ids."""

    quiz_kinds: Mapping[str, str]
    api_scopes: tuple[str, ...]
    api_grant: Literal["code", "client"]
    api_paths: tuple[str, str]
    ids_of_lti: bool

    def probe(self, course: str) -> Call | None:
        """Return a cheap call that shows that the API answers, None if there is none; `course`: a known id, or ""."""
        ...

    def farewell(self) -> Call | None:
        """Return the call that has the LMS forget the token it gave; None where it takes none."""
        ...

    def quizzes(self, course: str, calls: Calls) -> Sequence[ListedQuiz]:
        """Return the quizzes of a course that Invigil can shut."""
        ...

    def quiz(self, quiz: QuizInLms, calls: Calls) -> ListedQuiz:
        """Return how a quiz stands now."""
        ...

    def set_code(self, quiz: QuizInLms, code: str, calls: Calls) -> None:
        """Have the quiz ask for this access code, or for none ("")."""
        ...

    def hand_over(self, quiz: QuizInLms, code: str) -> HandOver:
        """Return how an examinee who was let in comes into the quiz; calls nobody."""
        ...

    def takings(self, quiz: QuizInLms, calls: Calls) -> Sequence[Taking]:
        """Return who takes the quiz or has taken it, each with the latest taking; empty where the LMS cannot say."""
        ...

    def log(self, quiz: QuizInLms, taking: Taking, calls: Calls) -> Sequence[LogEntry]:
        """Return what the LMS's own log says of one taking, oldest first; empty where it keeps none."""
        ...


class PageExtension(Protocol):
    """An extension of an LMS's own pages: where an LMS lets a tool's page in a hidden frame say what to show and hear
    what its users have saved, by leave of the user who is signed in. One that has nothing of the kind says no."""

    makes_placements: bool

    def make_placements(self, tool: Tool, calls: Calls) -> Sequence[Placed]:
        """Make the places of this tool that are missing in the LMS, each once. Raise IntegrationFailed."""
        ...

    def consent_proof(self, claims: Mapping[str, Any]) -> str:
        """Return what a launch (its claims) brings by which the LMS knows its user again without a cookie; "" if it
        brings nothing, and then its user cannot be asked. It is a secret that works once."""
        ...

    def consent_url(self, origin: str, client_id: str, redirect_uri: str, state: str, proof: str) -> str:
        """Return the address where the LMS at `origin` asks its user to let the application `client_id` act for them;
        the browser comes back to `redirect_uri` with a code and `state`."""
        ...

    def test_title(self, course: str, content: str, calls: Calls) -> str:
        """Return the title of a test, by the ids of the LMS's pages. Raise IntegrationFailed if it does not say."""
        ...

    def teaches(self, course: str, person: str, calls: Calls) -> bool:
        """Return whether a person (LTI's `sub`) may set exams up in a course, by the ids that the LMS's pages and LTI
        give. Raise IntegrationFailed if the LMS does not say."""
        ...


class Integration(QuizApi, PeopleGates, PageExtension, PersonalLeave, GroupsOfCourse, Protocol):
    """All that Invigil knows of one kind of LMS. `name` is its folder and its guide, `title` what people call it.

    How it is told: by `families` (product_family_code, lower case), by the host of a shared issuer (`hosted_hosts`), or
    by what it shows of itself (`recognises_platform`, `recognises_exam`), which works for one typed in by hand, too.
    `hosted_hosts`: issuers that a hosted LMS shares among its customers, with the hosts that may register in their
    name; a leading `*.` stands for any name. `learns_deployments`: its own admins make deployments that launches bring.
    `parameters`: custom parameters of its launches that carry addresses of services beyond LTI. `placement_claim`: the
    claim by which it tells the place that a launch came from. `remark_keys`: keys that keep a remark in its gradebook
    from being taken for more. `description_path`: where its admins find the tool described as it reads it, if at all;
    `script_path`: where they find a script for the LMS's own pages, if there is one. `echoes_custom`: whether a
    StartAssessment is to bring back the custom parameters of its StartProctoring. `settings_fields`: what its
    administrator is asked of this one installation; the answers are kept with the platform."""

    name: str
    title: str
    families: frozenset[str]
    hosted_hosts: Mapping[str, tuple[str, ...]]
    learns_deployments: bool
    parameters: tuple[str, ...]
    placement_claim: str
    remark_keys: Mapping[str, Any]
    description_path: str
    settings_fields: tuple[SettingsField, ...]
    script_path: str
    echoes_custom: bool

    def recognises_platform(self, configuration: Mapping[str, Any]) -> bool:
        """Whether what a platform says of itself at its registration shows that it is this LMS."""
        ...

    def recognises_exam(self, exam: ExamInLms, attempt: AttemptInLms | None) -> bool:
        """Whether what the launches of an exam bring shows that it is this LMS."""
        ...

    def assessment_parties(self, settings: Mapping[str, str]) -> AssessmentParties:
        """Return whom this LMS takes a StartAssessment from, by what its administrator has answered (`settings`)."""
        ...

    def wishes(self, configuration: Mapping[str, Any]) -> Wishes:
        """Return what to ask for at a registration beyond LTI; `configuration` is what the platform says of itself."""
        ...

    def description(self, tool: Tool) -> dict[str, Any]:
        """Return the tool as this LMS reads it at `description_path`, as JSON."""
        ...

    def page_script(self, tool: Tool) -> str:
        """Return the script for the LMS's own pages that is at `script_path`, "" if there is none."""
        ...

    def after_registration(self, messages: Sequence[str]) -> tuple[str, ...]:
        """Return what is left for its admin to press, by the LTI messages that it sends; one sentence or two each."""
        ...

    def capabilities(
        self, exam: ExamInLms, attempt: AttemptInLms | None, messages: Sequence[str]
    ) -> tuple[Capability, ...]:
        """Return every verb with whether and how it is done; before the first attempt, what is known then.

        `messages` are the LTI messages that the LMS said at its registration that it sends; empty if it said none."""
        ...

    def perform(self, command: Command, exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
        """Carry out one decision that is possible here. Raise IntegrationFailed."""
        ...

    def show_outcome(self, outcome: Outcome, exam: ExamInLms, attempt: AttemptInLms, calls: Calls) -> Done:
        """Have the LMS show the outcome of an attempt. Raise IntegrationFailed."""
        ...

    def watches_presence(self, services: Mapping[str, str]) -> bool:
        """Whether the LMS wants to know, every half minute, which examinees are there."""
        ...

    def report_presence(
        self, services: Mapping[str, str], at: float, present: Sequence[Presence], calls: Calls
    ) -> dict[str, Standing]:
        """Tell who is there; return how each attempt stands in the LMS, by its session. Raise IntegrationFailed."""
        ...
