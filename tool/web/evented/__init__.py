"""What the web process does otherwise than eventlet: frames of WebSockets, and patience with requests.

Lives here: bytes, frames, time-outs. Does not live here: what a message or a request means. Beside `__main__` the only
room that knows eventlet; `__main__` hands its parts in."""
