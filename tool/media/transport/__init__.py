"""Packets in and out: one port for all browsers, ICE, DTLS, SRTP, RTP headers and SDP.

Lives here: what RFCs say of a packet. Does not live here: whose stream it is, or who watches."""
