"""What an admin can have tried on a platform at any time: sign-in, keys, token, and each service, one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from lti import claims, json_text
from lti.errors import ServiceFailed
from lti.jwks import JwksCache, KeysUnavailable
from lti.ports import Http, HttpAnswer, HttpFailed, Registration
from lti.services import ServiceCalls, with_query

MOST_COUNTED_KEYS = 100
"""Some platforms publish thousands, and loading one takes a quarter of a millisecond."""
Name = Literal["login", "keys", "token", "grades", "roster", "control"]
Status = Literal["ok", "failed", "unknown"]

_UNSIGNED = frozenset({"invalid_client", "invalid_grant", "unauthorized_client"})
_BY_USE = (
    claims.SCOPE_ROSTER, claims.SCOPE_SCORE, claims.SCOPE_LINEITEM_READONLY, claims.SCOPE_LINEITEM,
    claims.SCOPE_RESULT_READONLY, claims.SCOPE_CONTROL,
)
_OPENS = "The address comes with the first launch from a course: open Invigil from a course once, then test again."
_LATER = "Try again in some minutes; if it stays so, ask whoever runs the LMS."
_WIDGET = "Invigil then pauses and ends in its own widget, and says so in the report."


@dataclass(frozen=True, slots=True)
class KnownServices:
    """What registration and launches have told of the platform's services so far; None or empty where nothing was.

    `lineitems`, `nrps_url`, `acs_url`: addresses from a launch; `ags_scopes`: scopes that a launch named for AGS;
    `scopes`: scopes that the platform granted at registration."""

    lineitems: str | None = None
    ags_scopes: frozenset[str] = frozenset()
    nrps_url: str | None = None
    acs_url: str | None = None
    scopes: frozenset[str] = frozenset()

    @property
    def granted(self) -> frozenset[str]:
        """All scopes that the platform is known to grant."""
        return self.scopes | self.ags_scopes


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried. `title` and `text` are plain sentences for an LMS admin, never with a secret.

    `unknown` means that it could not be tried yet, or that this platform does not offer it."""

    name: str
    title: str
    status: Status
    text: str


_Said = tuple[Status, str]


def run(
    registration: Registration, known: KnownServices, *, calls: ServiceCalls, http: Http, jwks_url: str
) -> list[Check]:
    """Try everything, in the order of `Name`; one failure stops nothing. `jwks_url` is this tool's own key set.

    Nothing is written on the platform, and nothing is tried twice. It waits for the platform, up to some ten seconds
    for each: not to be called while a unit of work is open."""
    trial = _Trial(registration, known, calls.once(), http, jwks_url)
    steps: tuple[tuple[Name, str, Callable[[], _Said]], ...] = (
        ("login", "Signing in", trial.login),
        ("keys", "Keys of the LMS", trial.keys),
        ("token", "Permission to call the LMS", trial.token),
        ("grades", "Gradebook", trial.grades),
        ("roster", "List of members", trial.roster),
        ("control", "Pausing and ending in the LMS", trial.control),
    )
    return [Check(name, title, *step()) for name, title, step in steps]


class _Replay:
    """Serves Http with one answer that is there already."""

    def __init__(self, answer: HttpAnswer) -> None:
        self._answer = answer

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
        del method, url, headers, body
        return self._answer


@dataclass(frozen=True, slots=True)
class _Trial:
    registration: Registration
    known: KnownServices
    calls: ServiceCalls
    http: Http
    jwks_url: str

    def login(self) -> _Said:
        """Any answer of a program will do: a sign-in address refuses a bare visit, mostly with 400."""
        url = self.registration.auth_login_url
        try:
            answer = self.http.send("GET", url, headers={"Accept": "text/html"})
        except HttpFailed as exc:
            return "failed", f"The sign-in address {url} could not be opened: {exc} Check it in the registration."
        if answer.status in (404, 410):
            return "failed", (
                f"There is nothing at the sign-in address {url} (the LMS answered {answer.status}). Compare it with "
                "what the LMS names its authentication request or authorization address."
            )
        if answer.status >= 500:
            return "failed", f"The sign-in address {url} answered with an error ({answer.status}). {_LATER}"
        return "ok", f"The sign-in address {url} answers."

    def keys(self) -> _Said:
        url = self.registration.jwks_url
        try:
            answer = self.http.send("GET", url, headers={"Accept": "application/json"})
            usable = _usable_keys(self.registration, answer)
        except (HttpFailed, KeysUnavailable) as exc:
            return "failed", (
                f"The keys of the LMS could not be read from {url}: {exc} Launches are refused until they can be. "
                "Compare the address with what the LMS names its public keyset."
            )
        if usable == 0:
            return "failed", (
                f"The LMS publishes no key at {url} that Invigil can use (RSA, 2048 bits or more, with a key id). "
                "Launches are refused until it does."
            )
        many = f"{usable} or more" if usable == MOST_COUNTED_KEYS else str(usable)
        return "ok", f"The LMS publishes {many} usable {'key' if usable == 1 else 'keys'} at {url}."

    def token(self) -> _Said:
        granted = self.known.granted
        scope = next((s for s in _BY_USE if s in granted), claims.SCOPE_SCORE)
        problem = self._refusal(scope)
        if problem is None:
            return "ok", "The LMS knows Invigil's signature and gave a permission to call it."
        if not granted and problem.code == "invalid_scope":
            return "ok", (
                "The LMS knows Invigil's signature. Which services it grants is seen at the first launch from a course."
            )
        return "failed", self._why(problem, asking=True)

    def grades(self) -> _Said:
        if self.known.lineitems is None:
            return "unknown", f"Not tried. {_OPENS}"
        reading = (claims.SCOPE_LINEITEM_READONLY, claims.SCOPE_LINEITEM)
        granted = self.known.ags_scopes or self.known.scopes
        scope = next((s for s in reading if s in granted), None if granted else claims.SCOPE_LINEITEM)
        if scope is None:
            return "unknown", (
                "The LMS does not let Invigil read gradebook columns. Remarks still arrive in the column of an exam if "
                "scores are allowed. To allow it, look for grade services in the tool's settings in the LMS."
            )
        problem = self._read(self.known.lineitems, scope, claims.LINEITEMS_MEDIA_TYPE)
        if problem is not None:
            return "failed", f"The gradebook could not be read: {self._why(problem)}"
        if granted and claims.SCOPE_SCORE not in granted:
            return "failed", (
                "The gradebook can be read, but the LMS lets no scores be written: remarks do not arrive there. Allow "
                "scores for this tool in the LMS."
            )
        return "ok", "The gradebook can be read with the address of the last launch."

    def roster(self) -> _Said:
        if self.known.nrps_url is None:
            return "unknown", f"Not tried. {_OPENS}"
        problem = self._read(self.known.nrps_url, claims.SCOPE_ROSTER, claims.ROSTER_MEDIA_TYPE)
        if problem is not None:
            return "failed", f"The members of the course could not be read: {self._why(problem)}"
        return "ok", "The members of the course of the last launch can be read."

    def control(self) -> _Said:
        named = self.known.acs_url is not None
        if not named and self.known.scopes and claims.SCOPE_CONTROL not in self.known.scopes:
            return "unknown", (
                "This LMS does not offer the Assessment Control Service (few do). " + _WIDGET
            )
        problem = self._refusal(claims.SCOPE_CONTROL)
        if problem is None and named:
            return "ok", "The LMS lets Invigil pause and end attempts in the LMS itself."
        if problem is None:
            return "ok", (
                "The LMS grants the right to pause and end attempts. Whether it does so for an exam is seen when the "
                "first examinee starts."
            )
        if problem.code == "invalid_scope" and not named:
            return "unknown", (
                "This LMS does not grant the Assessment Control Service, if it has one (few do). " + _WIDGET
            )
        why = self._why(problem, asking=True)
        return "failed", f"{why} Until then pausing and ending happen in Invigil's widget only."

    def _refusal(self, scope: str) -> ServiceFailed | None:
        """Ask for a fresh token; return why there is none."""
        self.calls.tokens.forget(self.registration, [scope])
        try:
            self.calls.tokens.get(self.registration, [scope], retries=self.calls.retries())
        except ServiceFailed as exc:
            return exc
        return None

    def _read(self, url: str, scope: str, accept: str) -> ServiceFailed | None:
        """Read one page of one entry; return why it could not be read."""
        try:
            self.calls.fetch(
                "GET", with_query(url, limit=1), what="The request", registration=self.registration, scope=scope,
                accept=accept,
            )
        except ServiceFailed as exc:
            return exc
        return None

    def _why(self, problem: ServiceFailed, *, asking: bool = False) -> str:
        """Explain a failure; `asking`: it is that of a token request, where one platform calls a signature that it
        cannot check an invalid request (Canvas)."""
        if problem.code == "invalid_scope":
            return (
                "The LMS does not grant Invigil this service. Allow it for this tool in the LMS (grades, names and "
                f"roles). The LMS said: {problem}"
            )
        if problem.code in _UNSIGNED or (asking and problem.code == "invalid_request"):
            return (
                f"The LMS could not check Invigil's signature: it must reach {self.jwks_url}, and the client id there "
                f"must be {self.registration.client_id}. The tool must also be switched on in the LMS. The LMS said: "
                f"{problem}"
            )
        if problem.status in (401, 403):
            return (
                f"The LMS refused Invigil. Look whether the tool is switched on, whether the LMS reaches "
                f"{self.jwks_url}, and whether the service is allowed for this tool. The LMS said: {problem}"
            )
        return f"{problem} {_LATER}" if problem.retry else f"{problem} Compare the addresses in the registration."


def _usable_keys(registration: Registration, answer: HttpAnswer) -> int:
    """Return how many keys of this answer a launch may be signed with, by the very rules that launches go by; at most
    `MOST_COUNTED_KEYS`."""
    cache = JwksCache(_Replay(answer))
    cache.find(registration, "", 0.0)
    usable = (kid for kid in _kids(json_text.parse(answer.body)) if cache.find(registration, kid, 0.0) is not None)
    return len(list(islice(usable, MOST_COUNTED_KEYS)))


def _kids(key_set: Any) -> set[str]:
    return {key["kid"] for key in key_set["keys"] if isinstance(key, dict) and isinstance(key.get("kid"), str)}
