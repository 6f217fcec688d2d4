"""WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): one POST with an offer opens a session, DELETE ends it."""

from aiohttp import web

from tool.domain.stream import Channel
from tool.link.messages import PublishGrant, WatchGrant
from tool.media.http.access import Access
from tool.media.refusals import Refused
from tool.media.streams.attempts import NodeAttempts
from tool.media.transport.sdp import MAX_OFFER_BYTES

SDP = "application/sdp"


def whip_routes(attempts: NodeAttempts, access: Access) -> list[web.RouteDef]:
    """Return the routes of WHIP and WHEP: per channel, for each attempt one session that publishes and its watchers.

    A session's own URL holds 128 random bits and is told to its owner alone, so it is what DELETE is authorised by:
    the token that opened the session may have expired when it ends."""

    async def publish(request: web.Request) -> web.Response:
        grant = access.bearer(request, "publish", PublishGrant)
        attempt_id = request.match_info["attempt_id"]
        if grant.attempt_id != attempt_id:
            raise Refused(403, "other_attempt", "The token is for another attempt.")
        channel = _channel(request)
        session_id, answer = attempts.publish(grant, channel, await _offer(request))
        return _created(f"/whip/{channel}/{attempt_id}/{session_id}", answer)

    async def watch(request: web.Request) -> web.Response:
        grant = access.bearer(request, "watch", WatchGrant)
        channel, attempt_id = _channel(request), request.match_info["attempt_id"]
        session_id, answer = attempts.watch(grant, channel, attempt_id, await _offer(request))
        return _created(f"/whep/{channel}/{attempt_id}/{session_id}", answer)

    async def stop_publishing(request: web.Request) -> web.Response:
        return _stopped(attempts.stop_publishing(_channel(request), *_session(request)))

    async def stop_watching(request: web.Request) -> web.Response:
        return _stopped(attempts.stop_watching(_channel(request), *_session(request)))

    return [
        web.post("/whip/{channel}/{attempt_id}", publish),
        web.delete("/whip/{channel}/{attempt_id}/{session_id}", stop_publishing),
        web.post("/whep/{channel}/{attempt_id}", watch),
        web.delete("/whep/{channel}/{attempt_id}/{session_id}", stop_watching),
    ]


def _channel(request: web.Request) -> Channel:
    try:
        return Channel(request.match_info["channel"])
    except ValueError as exc:
        raise Refused(404, "no_channel", "There is no such channel.") from exc


def _session(request: web.Request) -> tuple[str, str]:
    return request.match_info["attempt_id"], request.match_info["session_id"]


async def _offer(request: web.Request) -> str:
    if request.content_type != SDP:
        raise Refused(415, "not_sdp", f"Send the offer as Content-Type: {SDP}.")
    body = await request.content.read(MAX_OFFER_BYTES + 1)
    while len(body) <= MAX_OFFER_BYTES and not request.content.at_eof():
        body += await request.content.read(MAX_OFFER_BYTES + 1 - len(body))
    if len(body) > MAX_OFFER_BYTES:
        raise Refused(413, "too_large", f"An offer has at most {MAX_OFFER_BYTES} bytes.")
    try:
        return body.decode()
    except UnicodeDecodeError as exc:
        raise Refused(400, "bad_offer", "The body is not an SDP offer.") from exc


def _created(location: str, answer: str) -> web.Response:
    return web.Response(status=201, text=answer, content_type=SDP, headers={"Location": location})


def _stopped(stopped: bool) -> web.Response:
    if not stopped:
        raise Refused(404, "no_session", "There is no such session, or it has ended already.")
    return web.Response(status=200)
