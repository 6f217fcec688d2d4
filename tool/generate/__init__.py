"""What is made from the domain for other languages and programs: checked for freshness, never edited."""
