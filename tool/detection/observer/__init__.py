"""What is remembered of one examinee from look to look, between the stateless detection processes and the rules.

Lives here: who and what is in the picture usually, what the next look may leave out, and the observations that are made
of a look in the light of that. Does not live here: networks and pixels (facts come in), and when that becomes an
incident (rules). It has no clock: moments come in too. All of it is in memory, and gone with the attempt."""
