"""How people come in from an LMS and go back to it: from a launch that was accepted to the page that opens.

Lives here: what a launch means and in which role, the proof of the browser, addresses of pages, the forms back. Does
not live here: checking the LTI message itself (lti), or how an LMS is registered (tool.web.admin)."""
