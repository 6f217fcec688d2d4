"""What Canvas offers beyond LTI (its REST API, OAuth, the theme script) belongs here.

There is none of it yet: LTI alone serves Canvas today."""
