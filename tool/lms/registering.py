"""Registering with an LMS that asks by itself: LTI Dynamic Registration with the wishes of that LMS's adapter."""

from collections.abc import Mapping
from typing import Any

from integrations import registry
from lti import registration
from lti.message import MessageType
from lti.ports import Http
from lti.registration import Extras, NewRegistration, Place, ToolDescription


def register(
    openid_configuration_url: str, registration_token: str | None, tool: ToolDescription, *, http: Http
) -> NewRegistration:
    """Register the tool with the platform that opened its registration page; raise RegistrationFailed."""
    return registration.register(
        openid_configuration_url, registration_token, tool, http=http, extras_for=_extras_for
    )


def _extras_for(platform: Mapping[str, Any]) -> Extras:
    wishes = registry.registering(platform).wishes(platform)
    places = (Place(a.spelt, MessageType(a.place.message), a.place.custom, a.keys) for a in wishes.places)
    return Extras(places=tuple(places), keys=wishes.keys, custom=wishes.custom, account_name=wishes.account_name)
