"""The sockets: what a widget and a console may ask while an exam runs, and what they are told without asking.

Lives here: requests, listeners, what a page shows at once, the rules on browser signals. Does not live here: media, or
what a decision means (tool.monitoring)."""
