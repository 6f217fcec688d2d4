"""Canvas as an LTI platform: keys, registration, launches, gradebook and roster services, notices."""
