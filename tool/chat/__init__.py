"""The conversation between one examinee and the proctors: messages, canned answers, help requests.

Lives here: plain text and who has read it. Does not live here: sockets, SQL, the attempt's state."""
