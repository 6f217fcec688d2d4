"""How an LMS is connected and looked after: registration, the guides, the admin page, what an LMS asks by itself.

Lives here: pages and routes for admins and platforms. Does not live here: launches (tool.web.launch), exams."""
