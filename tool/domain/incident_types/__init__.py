"""The registry of incident types: one record per type holds everything that is known of it.

Lives here: the records, one file per side that measures, and the questions that the rest of the house asks of them.
Does not live here: how anything is measured (tool/detection, tool/browser/src/sensors) or what a teacher chose
(policy)."""
