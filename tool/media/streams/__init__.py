"""What examinees send and proctors watch: sessions, their streams, retransmission, and the attempts they belong to.

Lives here: publishers, watchers, feeds, attempts. Does not live here: packets on the wire (transport), or decoding
(looks)."""
