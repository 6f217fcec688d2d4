"""Every way in which a login or launch is refused, each written once in words for the person in front of the page."""

from lti.errors import LaunchRefused


def told(text: str) -> str:
    """Return the sentence as it is, and mark it: whoever shows it may have a translation.

    Explanations with values in them are technical, for whoever looks after the platform, and are not marked."""
    return text


_AGAIN = told("Go back to the course and open the link again.")
_ADMIN = told("Tell the person who looks after the learning platform; the words on this page help them.")


def malformed_login(what: str) -> LaunchRefused:
    """The login request lacks or garbles something that OIDC third-party login needs."""
    return LaunchRefused(
        "bad_login", told("The learning platform's request was incomplete"),
        f"The login request {what}.",
        told(
            "Open Invigil from a link in the course, not from a bookmark. If you did, tell the person who looks after "
            "the learning platform; the words on this page help them."
        ), 400,
    )


def unknown_platform(issuer: str, client_id: str | None) -> LaunchRefused:
    """No registration has this issuer and client id."""
    who = f"{_quote(issuer)} with {'client id ' + _quote(client_id) if client_id else 'no client id'}"
    return LaunchRefused(
        "unknown_platform", told("This learning platform is not registered"),
        f"The request came from {who}, which is not registered with Invigil.",
        told("An administrator can register the platform with an invitation link from Invigil."), 401,
    )


def inactive_platform() -> LaunchRefused:
    """The registration exists, but it is switched off, or nobody has approved it yet."""
    return LaunchRefused(
        "inactive_platform", told("This learning platform is not switched on yet, or no longer"),
        told(
            "The platform is registered with Invigil, but waits for approval or was switched off. You did nothing "
            "wrong."
        ),
        told("Whoever looks after Invigil can approve it or switch it on. Then open the link again."), 403,
    )


def unknown_deployment(deployment_id: str) -> LaunchRefused:
    """The platform is known, this deployment of the tool in it is not."""
    return LaunchRefused(
        "unknown_deployment", told("This installation is not allowed"),
        f"The platform launched deployment {_quote(deployment_id)}, which has not been allowed yet. Nothing was lost.",
        told(
            "An administrator of Invigil at your institution can allow it on the admin page. Then open the link again."
        ), 403,
    )


def platform_error(error: str) -> LaunchRefused:
    """The platform answered the login with an OIDC error instead of a token."""
    return LaunchRefused(
        "platform_error", told("The learning platform did not sign you in"),
        f"It answered {_quote(error)}.",
        told("Sign in to the learning platform again, then open the link again, one launch at a time."), 401,
    )


def missing_parameter(name: str) -> LaunchRefused:
    """The launch form lacks a field."""
    return LaunchRefused(
        "missing_parameter", told("The launch was incomplete"), f"The launch did not carry “{name}”.",
        told("Open Invigil from a link in the course. Go back to the course and open the link again."), 400,
    )


def replayed() -> LaunchRefused:
    """The state is unknown, was used, or is too old; these cannot be told apart, on purpose."""
    return LaunchRefused(
        "replayed", told("This launch was already used or took too long"),
        told("Each launch works once and for ten minutes. Reloading the page or going back repeats a used one."),
        _AGAIN, 401,
    )


def bad_nonce() -> LaunchRefused:
    """The token does not belong to the login that was begun."""
    return LaunchRefused(
        "bad_nonce", told("This launch does not belong to your sign-in"),
        "The token's nonce is not the one that was asked for.", _AGAIN, 401,
    )


def malformed_token(why: str) -> LaunchRefused:
    """The id_token is not a JWT that can be read."""
    return LaunchRefused("bad_token", told("The launch could not be read"), f"The launch token {why}.", _ADMIN, 400)


def bad_algorithm() -> LaunchRefused:
    """Anything but RS256, above all `none` and HS256."""
    return LaunchRefused(
        "bad_algorithm", told("The launch is not signed as it must be"),
        "Launch tokens must be signed with RS256; this one says otherwise.", _ADMIN, 401,
    )


def missing_kid() -> LaunchRefused:
    """The header does not name a key."""
    return LaunchRefused(
        "missing_kid", told("The launch does not name its key"),
        "The token's header has no “kid”, so its signature cannot be checked.", _ADMIN, 401,
    )


def unknown_key() -> LaunchRefused:
    """The platform does not publish the key that the token names."""
    return LaunchRefused(
        "unknown_key", told("The launch is signed with an unknown key"),
        "The platform's published key set does not hold the key that this launch names.",
        told(
            "If the platform has just changed its keys, wait a minute. Then go back to the course and open the link "
            "again."
        ), 401,
    )


def keys_unavailable(why: str) -> LaunchRefused:
    """The platform's key set could not be fetched."""
    return LaunchRefused(
        "keys_unavailable", told("The learning platform's keys could not be read"),
        f"Invigil cannot check the launch now: {why}",
        told(
            "Wait a minute. Then go back to the course and open the link again. If it stays so, tell the person who "
            "looks after the learning platform; the words on this page help them."
        ), 401,
    )


def bad_signature() -> LaunchRefused:
    """The signature does not fit the platform's key."""
    return LaunchRefused(
        "bad_signature", told("The launch was not signed by your learning platform"),
        "The token's signature does not fit the platform's key. It may have been changed on the way.", _ADMIN, 401,
    )


def bad_audience() -> LaunchRefused:
    """The token is meant for another tool."""
    return LaunchRefused(
        "bad_audience", told("This launch was meant for another tool"),
        "The token's audience (aud, azp) is not this tool's client id.", _ADMIN, 401,
    )


def expired() -> LaunchRefused:
    """The token's time is over, by more than the leeway."""
    return LaunchRefused(
        "expired", told("This launch has expired"), told("The launch token is no longer valid."),
        told(
            "Go back to the course and open the link again. If it happens every time, the platform's clock is wrong: "
            "tell the person who looks after the learning platform."
        ), 401,
    )


def not_yet_valid() -> LaunchRefused:
    """The token is from the future, by more than the leeway."""
    return LaunchRefused(
        "not_yet_valid", told("The learning platform's clock is ahead"),
        "The launch token was issued more than a minute in the future.", _ADMIN, 401,
    )


def missing_claim(name: str) -> LaunchRefused:
    """A claim that the message needs is not there."""
    return LaunchRefused(
        "missing_claim", told("The launch was incomplete"),
        f"The platform did not send the claim “{name}”, which this message must have.", _ADMIN, 400,
    )


def bad_claim(name: str, why: str) -> LaunchRefused:
    """A claim is there but cannot be used."""
    return LaunchRefused(
        "bad_claim", told("The launch could not be understood"), f"The claim “{name}” {why}.", _ADMIN, 400,
    )


def bad_version() -> LaunchRefused:
    """Not LTI 1.3.0."""
    return LaunchRefused(
        "bad_version", told("The launch uses another version of LTI"),
        "Invigil needs the claim “version” to be 1.3.0.",
        told(
            "The platform must be set up for LTI 1.3. Tell the person who looks after it; the words on this page help "
            "them."
        ), 400,
    )


def unknown_message(message_type: str) -> LaunchRefused:
    """A message type that this tool does not take."""
    return LaunchRefused(
        "unknown_message", told("Invigil does not know this kind of launch"),
        f"The platform sent the message type {_quote(message_type)}.", _ADMIN, 400,
    )


def invalid_message(message_type: str, why: str) -> LaunchRefused:
    """A rule of one message is broken."""
    return LaunchRefused(
        "invalid_message", told("The launch was incomplete"),
        f"The message {message_type} cannot be used: {why}.", _ADMIN, 400,
    )


def too_large() -> LaunchRefused:
    """The request is larger than any launch is."""
    return LaunchRefused(
        "too_large", told("The launch was too large"), "The request is larger than a launch may be.", _ADMIN, 400,
    )


def no_registration_address() -> LaunchRefused:
    """The registration page was opened by hand."""
    return LaunchRefused(
        "bad_registration", "The registration was not begun by a platform",
        "This address must be opened by the learning platform, which adds its own configuration address.",
        "Paste the invitation link where the platform asks for the tool's dynamic registration URL.", 400,
    )


def _quote(text: str | None) -> str:
    printable = "".join(c if c.isprintable() else "?" for c in (text or "")[:200])
    return f"“{printable}”"
