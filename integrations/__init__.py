"""What each LMS can do beyond plain LTI, one folder per LMS, and the sandbox LMS; imports neither tool nor `lti`."""
