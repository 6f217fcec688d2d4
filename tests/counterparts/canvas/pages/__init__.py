"""What a browser sees: signing in, a course, its quizzes, the quiz taken, the gradebook, tools in frames."""
