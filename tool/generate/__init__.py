"""Writes the files that are made from the code, so that a fact is typed once: TypeScript, a page of the docs, what the
Moodle plugin ships. They are committed and never edited; a test fails on a stale one.

Lives here: one module per file that is made, and the list of them (targets.py). Does not live here: any fact."""
