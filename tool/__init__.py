"""Invigil itself: two planes (web and media) over a shared domain; `docs/architecture.md` draws the floors."""
