"""How an administrator's leave becomes a token of the LMS's own API (OAuth 2.0): by a code that the LMS gives for it
(RFC 6749, 4.1), or, where the application as a whole was let in, by its name and secret (4.4)."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request

from integrations.base import Integration
from integrations.oauth import PlatformToken, of_application
from lti import json_text, tokens
from lti.addresses import origin
from lti.answers import failure, unreachable
from lti.errors import ServiceFailed
from lti.ports import Http, HttpFailed
from lti.reading import clean
from tool.lms.api_leave import application as named

_WHAT = "The token request"
_NAME_CHARS = 200


@dataclass(frozen=True, slots=True)
class Application:
    """Invigil's key to one LMS's API, as its administrator has made it there. `origin` is scheme://host[:port]."""

    platform_id: str
    origin: str
    client_id: str
    client_secret: str = field(repr=False)


def uses_api(adapter: Integration) -> bool:
    """Whether there is an API of this kind of LMS that an administrator connects."""
    return bool(adapter.api_scopes) or adapter.api_grant == "client"


def question(adapter: Integration, application: Application, *, redirect_uri: str, state: str) -> str:
    """Return the address in the LMS where its administrator is asked for leave; the answer comes to `redirect_uri`."""
    address: str = prepare_grant_uri(
        f"{application.origin}{adapter.api_paths[0]}", application.client_id, "code", redirect_uri=redirect_uri,
        scope=" ".join(adapter.api_scopes), state=state,
    )
    return address


def exchange(
    adapter: Integration, application: Application, code: str, *, redirect_uri: str, http: Http, now: float,
    connected_as: str,
) -> PlatformToken:
    """Return the token that the LMS gives for `code`; raise ServiceFailed, in words that hold no secret.

    `connected_as`: what to call the account whose leave it is, where the LMS does not tell its name. An LMS that names
    no scopes has granted those asked for (RFC 6749, 5.1). `now` is Unix seconds. Call it with no unit of work open."""
    token_url = f"{application.origin}{adapter.api_paths[1]}"
    form = prepare_token_request("authorization_code", code=code, redirect_uri=redirect_uri)
    client = ClientAuth(application.client_id, application.client_secret, "client_secret_post")
    body = _asked(client, token_url, form, (application.client_secret, code), http, now)
    given = tokens.granted(body)
    return PlatformToken(
        holder_id=application.platform_id, client_id=application.client_id,
        client_secret=application.client_secret, client_says="form", token_url=token_url,
        access_token=given.access_token, refresh_token=given.refresh_token,
        expires_at=now + tokens.good_for_s(given.lifetime_s),
        scopes=frozenset(adapter.api_scopes) if given.scopes is None else given.scopes, connected_at=now,
        connected_as=_name(json_text.readable(body)) or connected_as,
    )


def own_question(adapter: Integration, key: PlatformToken, *, redirect_uri: str, state: str) -> str:
    """Return the address in the LMS where an examinee is asked for their own leave, in the name of the application
    (`key`) that its administrator has connected; the answer comes to `redirect_uri`."""
    address: str = prepare_grant_uri(
        f"{origin(key.token_url)}{adapter.api_paths[0]}", key.client_id, "code", redirect_uri=redirect_uri,
        scope=" ".join(adapter.personal_scopes), state=state,
    )
    return address


def exchange_own(
    adapter: Integration, key: PlatformToken, code: str, attempt_id: str, *, redirect_uri: str, http: Http, now: float
) -> tuple[PlatformToken, Any]:
    """Return an examinee's own leave for one attempt, with the answer that it came in, by which it is seen whose it is;
    raise ServiceFailed, in words that hold no secret. The rest as in `exchange`."""
    form = prepare_token_request("authorization_code", code=code, redirect_uri=redirect_uri)
    body = _asked(named(key), key.token_url, form, (key.client_secret, code), http, now)
    given = tokens.granted(body)
    token = replace(
        key, holder_id=attempt_id, access_token=given.access_token, refresh_token=given.refresh_token,
        expires_at=now + tokens.good_for_s(given.lifetime_s), connected_at=now, connected_as="", grant="refresh",
        scopes=frozenset(adapter.personal_scopes) if given.scopes is None else given.scopes,
    )
    return token, json_text.readable(body)


def let_in(adapter: Integration, application: Application, *, http: Http, now: float) -> PlatformToken:
    """Return the leave of an application that needs nobody's press, with a first token in it: name and secret are
    right then. Raise ServiceFailed, in words that hold no secret. Call it with no unit of work open."""
    token_url = f"{application.origin}{adapter.api_paths[1]}"
    leave = of_application(
        application.platform_id, application.client_id, application.client_secret, token_url, now
    )
    form = prepare_token_request("client_credentials")
    given = tokens.granted(_asked(named(leave), token_url, form, (application.client_secret,), http, now))
    return replace(
        leave, access_token=given.access_token, expires_at=now + tokens.good_for_s(given.lifetime_s),
        scopes=given.scopes or frozenset(),
    )


def missing(wanted: Collection[str], granted: Collection[str]) -> list[str]:
    """Return the scopes that are wanted and not granted; none are missing where none were named."""
    return sorted(set(wanted) - set(granted)) if granted else []


def _asked(
    client: ClientAuth, token_url: str, form: str, secrets: tuple[str, ...], http: Http, now: float
) -> bytes:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    _, headers, form = client.prepare("POST", token_url, headers, form)
    try:
        answer = http.send("POST", token_url, headers=headers, body=form.encode("ascii"))
    except HttpFailed as exc:
        raise unreachable(_WHAT, exc) from exc
    if not answer.ok:
        refusal = failure(_WHAT, answer, now)
        words = str(refusal)
        for secret in secrets:
            words = words.replace(secret, "[secret]")
        raise ServiceFailed(words, retry=refusal.retry, status=refusal.status, code=refusal.code)
    return answer.body


def _name(said: Any) -> str:
    """Return the name of the account whose leave it is, as some LMSs tell it beside the token; else ""."""
    user = said.get("user") if isinstance(said, dict) else None
    name = user.get("name") if isinstance(user, dict) else None
    return clean(name, _NAME_CHARS) if isinstance(name, str) else ""
