"""What a media node counts, for /stats: every drop that the node allows itself shows here."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Counts since the start of the process."""

    published: int = 0
    watched: int = 0
    refused_tokens: int = 0
    stun_refused: int = 0
    srtp_failed: int = 0
    rtp_unroutable: int = 0
    udp_send_failed: int = 0
    udp_receive_failed: int = 0
    tcp_cut: int = 0
    plis_sent: int = 0
    nacks_sent: int = 0
    packets_repeated: int = 0
    video_held_back: int = 0
    dtls_dropped: int = 0
    looks: int = 0
    frames_early: int = 0
    frames_replaced: int = 0
    frames_rejected: int = 0
    frames_lost: int = 0
    frames_set_aside: int = 0
    attempts_set_aside: int = 0
    workers_replaced: int = 0
    sounds_heard: int = 0
    sounds_replaced: int = 0
    sounds_rejected: int = 0
    sounds_lost: int = 0
    sounds_set_aside: int = 0
    sound_attempts_set_aside: int = 0
    sound_packets_damaged: int = 0
    sound_packets_refused: int = 0
    listeners_replaced: int = 0
    tiles_replaced: int = 0
    stills_failed: int = 0
    stills_lost: int = 0
    negatives_refused: int = 0
    shots_taken: int = 0
    shots_missed: int = 0
    incidents_opened: int = 0
