"""What holds for every HTTP answer: who is calling, how often, in which language, what a browser may do with the page.

Lives here: sessions, limits, refusals, headers, plain pages and their templates. Does not live here: the routes of one
job."""
