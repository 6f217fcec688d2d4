"""The words of proctoring as values: attempts and their states, policy, observations, incidents, interventions.

Lives here: dataclasses, enums, the transition table, ports. Does not live here: anything that needs a library."""
