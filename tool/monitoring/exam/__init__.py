"""Exams and attempts: how they go, what is measured and decided, the outcome, and how long it is kept.

Lives here: everything of one exam. Does not live here: schools, their LMSs and people (tool.monitoring.tenancy)."""
