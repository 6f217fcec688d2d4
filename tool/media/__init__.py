"""The media node: receives each examinee's camera and screen, forwards them to watchers, shows the camera to
detection, reports incidents.

Lives here: packets, streams, looks and the routes, a room for each. Does not live here: a database, a web
session, a judgement."""
