"""The messages between the planes: one file of messages, one codec, tokens that both sides can check, two clients.

Lives here: what web and media must agree on. Does not live here: what either does with it."""
