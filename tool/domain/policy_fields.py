"""The fields of a policy: one description of each, from which domain, wire, set-up page and the LMS's form are made.

docs/adding-a-policy-field.md says how to add one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from tool.domain.preset import Preset

FieldValue = bool | int | str | tuple[str, ...]
"""What a field can hold, by its kind: a switch, a number, a choice or text, lines."""


class Admission(StrEnum):
    """Who lets an examinee in after check-in."""

    PROCTOR = "proctor"
    AUTOMATIC = "automatic"


class Who(StrEnum):
    """Who may change a field: the teacher on Invigil's set-up page, or in the LMS's own quiz form."""

    SET_UP = "set_up"
    LMS = "lms"


class FieldRefused(ValueError):
    """A value that a field cannot take. `field` is its name; the message says what to change."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of every policy.

    `default` holds unless a preset or the teacher says otherwise; `presets` are the presets' own defaults. `by`: who
    may change it. `label` and `hint` are its words on forms. `checked` refuses what is wrong with FieldRefused;
    `fitted` makes the best of it (a launch is no place to refuse a long text), or raises FieldRefused if nothing can be
    made."""

    KIND: ClassVar[str] = ""

    name: str
    default: FieldValue
    label: str
    hint: str = ""
    presets: Mapping[Preset, FieldValue] = field(default_factory=dict)
    by: frozenset[Who] = frozenset(Who)

    def of_preset(self, preset: Preset) -> FieldValue:
        """Return the value that the preset gives the field."""
        return self.presets.get(preset.base, self.default)

    def checked(self, value: Any) -> FieldValue:
        """Return the value as it is kept; raise FieldRefused."""
        raise FieldRefused(self.name, f"{self.label}: “{value}” cannot be chosen here.")

    def fitted(self, value: Any) -> FieldValue:
        """Return the value cut to what the field can hold; raise FieldRefused if it is of another kind."""
        return self.checked(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Field):
    """On or off."""

    KIND: ClassVar[str] = "switch"

    def checked(self, value: Any) -> bool:
        """Return it; anything but true and false is refused."""
        if not isinstance(value, bool):
            raise FieldRefused(self.name, f"{self.label}: choose on or off.")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of a few words. `options` are the words with what a person reads, `notes` a further sentence about some."""

    KIND: ClassVar[str] = "choice"

    options: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)

    def checked(self, value: Any) -> str:
        """Return it; anything but one of the options is refused."""
        if not isinstance(value, str) or value not in self.options:
            raise FieldRefused(self.name, f"{self.label}: choose one of " + ", ".join(self.options) + ".")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A whole number from `least` to `most`, of `unit`."""

    KIND: ClassVar[str] = "number"

    least: int
    most: int
    unit: str

    def checked(self, value: Any) -> int:
        """Return it; anything else is refused."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise FieldRefused(self.name, f"{self.label}: give {self.least} to {self.most} {self.unit}.")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """Plain text of at most `longest` characters, with line breaks."""

    KIND: ClassVar[str] = "text"

    longest: int

    def checked(self, value: Any) -> str:
        """Return it without what cannot be printed; text that is too long is refused."""
        text = self._plain(value)
        if len(text) > self.longest:
            raise FieldRefused(
                self.name, f"{self.label}: write at most {self.longest} characters; this has {len(text)}."
            )
        return text

    def fitted(self, value: Any) -> str:
        """Return it, cut if it is too long."""
        return self._plain(value)[: self.longest]

    def _plain(self, value: Any) -> str:
        if not isinstance(value, str):
            raise FieldRefused(self.name, f"{self.label}: give a text.")
        return plain(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Field):
    """At most `most` lines of plain text of at most `longest` characters each; empty ones are left out."""

    KIND: ClassVar[str] = "lines"

    most: int
    longest: int

    def checked(self, value: Any) -> tuple[str, ...]:
        """Return them; too many, or one that is too long, are refused."""
        lines = self._plain(value)
        if len(lines) > self.most:
            raise FieldRefused(self.name, f"{self.label}: list at most {self.most}; these are {len(lines)}.")
        long = next((line for line in lines if len(line) > self.longest), None)
        if long is not None:
            raise FieldRefused(
                self.name,
                f"{self.label}: each may have at most {self.longest} characters; “{long[:40]}…” has {len(long)}.",
            )
        return lines

    def fitted(self, value: Any) -> tuple[str, ...]:
        """Return them, cut where there are too many or too long ones."""
        return tuple(line[: self.longest] for line in self._plain(value))[: self.most]

    def _plain(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(v, str) for v in value):
            raise FieldRefused(self.name, f"{self.label}: give a list of texts.")
        return tuple(filter(None, (plain(line).replace("\n", " ") for line in value)))


def plain(text: str) -> str:
    """Return the text without what cannot be printed and without blanks around it; line breaks stay."""
    return "".join(c for c in text if c.isprintable() or c == "\n").strip()


NEVER = "never"
_FROM = {
    "low": "From low severity on", "medium": "From medium severity on", "high": "From high severity on",
    "critical": "For critical severity only", NEVER: "Never",
}

_FIELDS: tuple[Field, ...] = (
    Switch(
        name="camera", default=True, by=frozenset({Who.LMS}), label="Camera",
        hint="Always on while the attempt runs. Stills are kept for incidents only.",
    ),
    Switch(
        name="microphone", default=True, label="Microphone",
        hint="Proctors can listen. That somebody speaks is noted, never what is said; sound is not recorded.",
    ),
    Switch(
        name="screen", default=False, label="Screen",
        hint="Proctors see everything on the examinee's screen, notifications too, and a computer is needed: a phone "
        "cannot share its screen.",
    ),
    Switch(
        name="require_fullscreen", default=True, presets={Preset.LOW: False}, label="Full screen",
        hint="Leaving it is reported as an incident.",
    ),
    Switch(
        name="calibration", default=True, presets={Preset.LOW: False}, label="Calibration of the gaze",
        hint="Before the exam, examinees are asked to look at the middle and the corners of their screen for ten "
        "seconds. They may skip it. Only asked where looking away is reported.",
    ),
    Choice(
        name="admission", default=Admission.PROCTOR.value, presets={Preset.LOW: Admission.AUTOMATIC.value},
        label="Admission",
        options={
            Admission.PROCTOR.value: "A proctor lets each examinee in",
            Admission.AUTOMATIC.value: "Automatic after the device check",
        },
        notes={Admission.PROCTOR.value: "A proctor must be in the console when the exam starts."},
    ),
    Lines(
        name="allowed_resources", default=(), most=30, longest=120, label="Allowed resources",
        hint="For example: a pocket calculator, one sheet of notes, the formula collection.",
    ),
    Text(
        name="message", default="", longest=2000, label="Message to examinees",
        hint="Shown before they start, with the rules.",
    ),
    Choice(
        name="notice_from", default="low", options=_FROM, label="Notice to the examinee",
        hint="Which incidents the examinee is told of at once, with what avoids them.",
    ),
    Choice(
        name="warn_from", default=NEVER, options=_FROM, label="Automatic warning",
        hint="Which incidents warn the examinee by themselves: at most once a minute, and never for what may be a "
        "technical fault or is only a hint.",
    ),
    Choice(
        name="pause_from", default=NEVER, options=_FROM, label="Automatic pause",
        hint="Which incidents pause the exam by themselves: at most once in ten minutes, and never for what may be a "
        "technical fault or is only a hint. Only a proctor can let the examinee go on, so one must be there.",
    ),
    Number(
        name="most_warnings", default=3, least=0, most=20, unit="warnings", label="Limit of warnings",
        hint="Whoever was warned so often, by proctors or automatically, gets an incident for that. Examinees see the "
        "count and the limit. 0: no limit.",
    ),
    Number(
        name="absence_minutes", default=15, least=0, most=600, unit="minutes", label="Absence in all",
        hint="Absences from the camera are added up over the attempt; so many minutes are an incident. Pauses do not "
        "count. 0: no limit.",
    ),
    Switch(
        name="hold_grades", default=False, by=frozenset({Who.SET_UP}), label="Hold grades back",
        hint="Keeps the grade of a flagged or blocked attempt back until somebody has given the verdict “clear”, where "
        "the LMS can. Where it cannot, the report says so.",
    ),
    Number(
        name="retention_days", default=90, least=1, most=3650, unit="days", by=frozenset(), label="Kept for",
        hint="How long pictures, incidents and messages are kept after an attempt has ended.",
    ),
)

FIELDS: Mapping[str, Field] = {each.name: each for each in _FIELDS}
"""In the order in which forms show them."""


def checked(values: Mapping[str, Any], by: Who) -> dict[str, FieldValue]:
    """Return the values of the fields that `by` may change, each checked; raise FieldRefused for the first wrong one.

    Values of fields that `by` may not change, and of fields that are not known here, are left out."""
    return {name: FIELDS[name].checked(value) for name, value in values.items() if _may(name, by)}


def fitted(values: Mapping[str, Any], by: Who) -> dict[str, FieldValue]:
    """Return the values of the fields that `by` may change, cut to what they can hold; raise FieldRefused for one of
    another kind."""
    return {name: FIELDS[name].fitted(value) for name, value in values.items() if _may(name, by)}


def _may(name: str, by: Who) -> bool:
    return name in FIELDS and by in FIELDS[name].by
