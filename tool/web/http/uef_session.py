"""The session of a page that extends an LMS's own pages, and the ticket that leads to it."""

from typing import Literal

import msgspec


class UefSession(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in to an LMS whose own pages we extend. What they may do there is asked of the LMS each time.

    `subject` is LTI's `sub`; `deployment_id` that of the launch; `handle` as in UefSessionView."""

    platform_id: str
    deployment_id: str
    person_id: str
    person_name: str
    subject: str
    institution: str
    platform_origin: str
    handle: str
    locale: str
    began_at: float


class UefTicket(msgspec.Struct, frozen=True, kw_only=True):
    """The payload of a ticket of such a page: its session and, sealed, either the `proof` with which its user is asked
    for leave, or the `user_token` that they gave."""

    session: UefSession
    proof: str
    user_token: str
    kind: Literal["uef"] = "uef"
