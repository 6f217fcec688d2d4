"""Moodle beyond LTI: the plugins that bring proctoring into its quiz, and the adapter that talks to them.

`quizaccess_invigil` (access rule) and `quiz_invigil` (report) are PHP, under the GPL; they speak LTI with the tool."""
