"""What is made from the domain for other languages and programs: their copies are checked for freshness, never edited."""
