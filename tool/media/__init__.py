"""The media node: receives each examinee's camera, forwards it to watchers, shows it to detection, reports incidents.

Lives here: WHIP, WHEP, RTP, sampling, the keeper of the detection processes. Does not live here: a database, a web
session, a judgement."""
