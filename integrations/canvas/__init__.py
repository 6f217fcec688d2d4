"""Canvas: LTI alone serves it today. What it offers beyond (REST, OAuth, the theme script) belongs here."""
