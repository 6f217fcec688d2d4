"""What Blackboard offers beyond LTI (its REST API, OAuth) belongs here.

There is none of it yet: LTI alone serves Blackboard today."""
