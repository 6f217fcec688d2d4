"""The web process: pages, sessions, sockets, LTI launches and the link's receiving end, each in a room of its own.

Lives here: parsing, authorising, calling one function, answering; and the composition root (`app`, on `foundations`).
Does not live here: what a decision means (tool.monitoring), how it is stored (tool.db), or any media byte."""
