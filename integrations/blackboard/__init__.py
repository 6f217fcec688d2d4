"""Blackboard Learn: LTI with its Proctoring placement, its REST API with an application key, its Ultra extension."""
