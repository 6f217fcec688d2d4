"""What Moodle offers beyond LTI (web services, the quiz access plugin) belongs here.

There is none of it yet: LTI alone serves Moodle today."""
