"""Invigil as the played Open edX knows it: two registrations, each an object of lti-consumer-xblock."""

from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from lti_consumer.lti_1p3.consumer import LtiAdvantageConsumer, LtiConsumer1p3, LtiProctoringConsumer

PROCTORING_CLIENT = "invigil-proctoring"
ADVANTAGE_CLIENT = "invigil-advantage"
DEPLOYMENT = "1"
PLATFORM_KEY_ID = "openedx-1"


@cache
def _platform_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form).decode()


def proctoring() -> LtiProctoringConsumer:
    """Return a fresh consumer: it keeps what is said of one launch."""
    return _made(LtiProctoringConsumer, PROCTORING_CLIENT)


def advantage() -> LtiAdvantageConsumer:
    """Return a fresh consumer of the other registration, whose launches offer gradebook and roster."""
    consumer = _made(LtiAdvantageConsumer, ADVANTAGE_CLIENT)
    consumer.enable_ags(f"{settings.HERE}/lineitems", f"{settings.HERE}/lineitems/7")
    consumer.enable_nrps(f"{settings.HERE}/memberships")
    return consumer


def known_as(client_id: str) -> LtiConsumer1p3:
    """Return the consumer of the registration with this client id."""
    return proctoring() if client_id == PROCTORING_CLIENT else advantage()


def _made(kind: type[LtiConsumer1p3], client_id: str) -> LtiConsumer1p3:
    return kind(
        iss=settings.HERE, lti_oidc_url=f"{settings.TOOL}/lti/login", lti_launch_url=f"{settings.TOOL}/lti/launch",
        client_id=client_id, deployment_id=DEPLOYMENT, rsa_key=_platform_key(), rsa_key_id=PLATFORM_KEY_ID,
        redirect_uris=[f"{settings.TOOL}/lti/launch"], tool_keyset_url=f"{settings.TOOL}/lti/jwks.json",
    )
