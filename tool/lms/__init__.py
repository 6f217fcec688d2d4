"""The way back into the LMS: the gateway made of LTI services, and the dispatcher that empties the outbox.

Lives here: what a platform can do and how it is told. Does not live here: what to tell it."""
