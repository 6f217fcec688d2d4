"""Watching over exams (`exam`) and those who are connected (`tenancy`), as functions over a unit of work (`work`).

Lives here: records, domain events, the unit-of-work port, the decisions. Does not live here: SQL, HTTP, sockets, LTI.
Every function takes an open unit of work and the time `now` in Unix seconds; none opens, commits or closes it."""
