"""The HTTP routes for staff about an exam or a course: set-up, report, evidence, the course page, invited proctors.

Lives here: parsing, authorising, answering. Does not live here: what happens while an exam runs (tool.web.live)."""
