"""When and how the microphone is listened to: the queue, its bound, the process that decodes sound.

Lives here: sound decoded, and forgotten at once. Does not live here: what speech or a rule is (tool.detection), or
whose packets these are (tool.media.streams)."""
