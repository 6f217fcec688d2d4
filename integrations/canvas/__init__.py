"""Canvas: LTI, and its REST API for quizzes (OAuth 2.0). Every path and scope is in `endpoints`; the theme script that
is installed in Canvas belongs here, too."""
