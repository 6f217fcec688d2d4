"""What the media plane does with each channel: one row per channel, and no other place that tells them apart."""

from dataclasses import dataclass

from tool.domain.stream import Channel
from tool.media.streams.publisher import Takes


@dataclass(frozen=True, slots=True)
class Traits:
    """`takes`: what a session may send.

    `looked_at`: detection looks at it again and again, and the newest look is its picture of an incident. Of a channel
    that is not, a picture is taken when an incident wants one. `tiles`: its looks are the consoles' small pictures."""

    takes: Takes
    looked_at: bool = False
    tiles: bool = False


TRAITS: dict[Channel, Traits] = {
    Channel.CAMERA: Traits(Takes(4, sound=True, bits_per_s=3_000_000), looked_at=True, tiles=True),
    # A still screen needs next to nothing, but its key frame has up to 330 kB. A proctor waits for it, so it must come
    # fast; and a slow line must get through one, since holding back the rest of it would only bring on the next.
    Channel.SCREEN: Traits(Takes(1, sound=False, bits_per_s=1_500_000, congested_bytes=384 * 1024)),
}
