"""Sandbox University: a small stand-alone LTI 1.3 platform with quizzes, for demos, tests and a school's first try.

Here live its own courses, people, quizzes, keys, database and pages. It speaks to tools only by LTI, as any LMS does,
and knows nothing of Invigil. It has no passwords: whoever can open it can be anyone, so it is not for real exams."""
