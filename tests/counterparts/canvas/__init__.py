"""A stand-in for a Canvas, for tests: it keeps state, and serves REST clients, LTI tools and browsers on loopback.

Lives here: what Canvas does, as its public pages say it, in rooms (`rest`, `lti`, `pages`) around one `CanvasWorld`,
which a test holds in its hand. Does not live here: anything of Invigil. Neither imports the other."""
