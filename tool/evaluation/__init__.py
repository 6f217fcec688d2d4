"""How well detection does on somebody's own labelled pictures and videos: `invigil evaluate`.

Lives here: labels, sweeps of light and size, tables. Does not live here: what is measured (tool.detection)."""
