"""LTI 1.3 and its services as a library, one file per message or service, named by the word of the specification.

Here: login, launch, deep linking, proctoring, control, gradebook, roster, dynamic registration, keys, the connection
test. Not here: storage (asked for by Protocol, see `ports`), pages, what Invigil makes of a launch, or what one LMS
does otherwise than another: that is handed in."""
