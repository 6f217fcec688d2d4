"""Watching over exams: attempts, presence, incidents, interventions, review, outcome, as functions over a unit of work.

Lives here: records, domain events, the unit-of-work port, the decisions. Does not live here: SQL, HTTP, sockets, LTI.
Every function takes an open `Work` and the time `now` in Unix seconds; none opens, commits or closes the work."""
