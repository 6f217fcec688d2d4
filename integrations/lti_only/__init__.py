"""An LMS that offers nothing beyond LTI, and what every LMS does by LTI itself: the adapter that the others extend."""
