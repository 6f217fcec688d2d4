"""The web process: pages, sessions, sockets, LTI launches and the link's receiving end.

Lives here: parsing, authorising, calling one function, answering; and the composition root. Does not live here: what a
proctoring decision means (tool.monitoring), how it is stored (tool.db), or any media byte."""
