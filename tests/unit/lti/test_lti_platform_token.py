"""Requests that a platform signs by itself: how their ids are told to the store."""

from dataclasses import replace

from lti_fakes import FakePlatform

from lti import claims, platform_token

AUDIENCE = "https://tool.example/lti/platform/people"


def test_ids_of_any_length_fit_the_store_and_belong_to_one_platform() -> None:
    platform, seen = FakePlatform(), list[str]()
    now = platform.clock()

    def first_use(mark: str, _until: float) -> bool:
        seen.append(mark)
        return True

    for registration_id, jti in (("reg-1", "a"), ("reg-1", "x" * 255), ("reg-2", "a"), ("reg-1", "a")):
        platform.registrations.by_id = {registration_id: replace(platform.registration, id=registration_id)}
        token = platform.id_token(
            {
                "iss": platform.registration.issuer, "sub": platform.registration.client_id, "aud": AUDIENCE,
                "iat": now, "exp": now + 60, "jti": jti, claims.DEPLOYMENT_ID: "dep-1",
            }
        )
        platform_token.accept(
            token, audience=AUDIENCE, registrations=platform.registrations, jwks=platform.jwks, first_use=first_use,
            now=now,
        )
    assert {len(mark) for mark in seen} == {64}
    assert seen[3] == seen[0]
    assert len(set(seen)) == 3
