"""Blackboard Learn: LTI alone serves it today. What it offers beyond (REST, OAuth) belongs here."""
