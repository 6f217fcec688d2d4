"""The connection test of one platform: what is known of it from registration and launches, tried out afresh."""

from collections.abc import Callable
from dataclasses import dataclass

from integrations import registry
from lti import checkup
from lti.checkup import Check, KnownServices
from lti.ports import Http, Registration, ToolKeys
from lti.services import ServiceCalls
from lti.tokens import AccessTokens
from tool.lms import api_checkup
from tool.lms.api_checkup import KnownApi
from tool.lms.api_leave import ApiLeave
from tool.lms.calls import Outward
from tool.monitoring.exam.ports import Work, Works


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """Tries everything that Invigil needs of a platform. Calls the platform, so no unit of work may be open.

    `registration` finds a registration by its id; `jwks_url` is this tool's own key set; `leave` holds the tokens of
    LMSs' own APIs; `clock` gives Unix seconds."""

    works: Works
    registration: Callable[[str], Registration]
    keys: ToolKeys
    http: Http
    jwks_url: str
    leave: ApiLeave
    clock: Callable[[], float]

    def __call__(self, platform_id: str) -> list[Check]:
        """Return what came of each step; raise NotFound if there is no such platform."""
        with self.works() as work:
            known, api = _known(work, platform_id), _known_api(work, platform_id)
        # Tokens of its own: one that is still kept would hide that no new one is given.
        calls = ServiceCalls(self.http, AccessTokens(self.keys, self.http, self.clock), self.clock)
        registration = self.registration(platform_id)
        steps = checkup.run(registration, known, calls=calls, http=self.http, jwks_url=self.jwks_url)
        adapter = registry.of_platform(api.platform.family, api.platform.issuer)
        outward = Outward(calls, self.leave).to(registration)
        return steps + api_checkup.run(adapter, api, self.leave, outward, self.clock())


def _known(work: Work, platform_id: str) -> KnownServices:
    platform = work.platforms.get(platform_id)
    exam = work.exams.newest_on(platform_id)
    if exam is None:
        return KnownServices(scopes=frozenset(platform.scopes))
    controls = [a.acs_url for a in work.attempts.in_exam(exam.id) if a.acs_url]
    return KnownServices(
        lineitems=exam.lineitems, ags_scopes=frozenset(exam.ags_scopes), nrps_url=exam.nrps_url,
        acs_url=controls[-1] if controls else None, scopes=frozenset(platform.scopes),
    )


def _known_api(work: Work, platform_id: str) -> KnownApi:
    platform, exam = work.platforms.get(platform_id), work.exams.newest_on(platform_id)
    context = "" if exam is None else exam.context_id
    if registry.of_platform(platform.family, platform.issuer).ids_of_lti:
        return KnownApi(platform, work.platforms.api(platform_id), context)
    bound = work.bound_quizzes.in_context(platform_id, context) if exam is not None else []
    return KnownApi(platform, work.platforms.api(platform_id), bound[-1].course_id if bound else "")
