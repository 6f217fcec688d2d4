"""The media node: receives each examinee's camera and screen, forwards them to watchers, shows the camera to
detection, reports incidents.

Lives here: WHIP, WHEP, RTP, sampling, the keeper of the detection processes. Does not live here: a database, a web
session, a judgement."""
