"""Presets: the named strictness that a teacher chooses for an exam."""

from enum import StrEnum


class Preset(StrEnum):
    """Named strictness. `CUSTOM` is `STANDARD` with rules that the teacher has changed one by one."""

    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"
    CUSTOM = "custom"

    @property
    def base(self) -> "Preset":
        """The preset whose numbers are meant: custom rules start from standard."""
        return Preset.STANDARD if self is Preset.CUSTOM else self


NAMED = (Preset.LOW, Preset.STANDARD, Preset.HIGH)
"""The presets that have numbers of their own, from lenient to strict."""
