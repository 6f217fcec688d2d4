"""The node over HTTP: WHIP and WHEP, the frame and tile sockets, commands, health, who may come in.

Lives here: routes. Does not live here: what a session does once it is open (streams)."""
