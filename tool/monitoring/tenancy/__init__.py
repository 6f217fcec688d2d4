"""Who is connected: institutions, invitations, their platforms, and people as a platform knows them.

Lives here: everything that is there before an exam. Does not live here: exams and attempts (tool.monitoring.exam)."""
