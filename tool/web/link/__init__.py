"""The way to the media plane and back: events of nodes taken in, commands sent, addresses that browsers are told.

Lives here: what web does with the messages. Does not live here: the messages themselves (tool.link)."""
