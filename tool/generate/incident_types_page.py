"""Makes docs/incident-types.md from the registry: what is reported, when, and what is known to go wrong."""

import textwrap
from collections.abc import Iterable

from tool.domain.incident_types.kind import Comparison, IncidentKind, Numbers
from tool.domain.incident_types.registry import KINDS
from tool.domain.intervention import Step
from tool.domain.observation import Source
from tool.domain.preset import NAMED, Preset

_WIDTH = 116
_HEADINGS = {
    Source.CAMERA: "In front of the camera",
    Source.SCREEN: "On the shared screen",
    Source.MICROPHONE: "What is heard",
    Source.BROWSER: "In the browser",
    Source.SERVER: "On the server",
    Source.LMS: "In the LMS's own log",
    Source.PERSON: "By a proctor",
}
_SIDES = {
    Source.BROWSER: "Measured by the browser", Source.PERSON: "Written down by a person",
    Source.LMS: "Written down by the LMS",
}
_COMPARED = {Comparison.BELOW: "below", Comparison.AT_LEAST: "at least"}
_HEAD = """\
<!-- Made from tool/domain/incident_types by `python -m tool.generate`. Do not edit. -->

# What Invigil reports, and when

For teachers, proctors and reviewers. An **incident** is a measurement that broke a rule of the exam's policy for
long enough. It says what was measured ("no face for 6 s; the rule allows 5 s"); it does not say that anybody
cheated. Only a person decides that.

How to read the tables:

- **Threshold**: what is compared with the measurement, and in which direction.
- **Opens after**: the condition must hold this long: in the browser without a break, before the camera in at least
  60 % of the looks. Anything shorter is not reported.
- **Closes after**: the condition must be gone this long, likewise, before the incident counts as over.
- **Adds up**: what never lasts is reported all the same when it comes to so much within some minutes.
- **Severity**: how soon a person should look. It also goes to the LMS, as 0.25 (low), 0.5 (medium), 0.75 (high) or
  1.0 (critical).
- **off**: the preset does not report it. A teacher who chooses *Custom* can switch each rule on and off and change
  its time and severity.
- The examinee sees a notice when one of these opens, unless the exam's policy says otherwise. It may also say that an
  incident warns the examinee or pauses the exam by itself, from some severity on. Where the section says so, it never
  does.

The rules apply only while the examinee works: never during check-in, and not while the attempt is paused. The
camera is looked at about once a second. If nothing was looked at for a while (10 seconds; where looks come steadily
but less often, three times as long as between two of them, a minute at most), nobody knows what was there meanwhile:
whatever was pending starts anew, and an open incident ends at its last look and says that its end was not seen. An
incident also says how far apart the looks were if that was 2 seconds or more.

What comes back before the camera within 30 seconds is the same incident: it is open again, and says how often it came
and in how many of the looks its condition held. One that came back before is shown as open for up to 10 seconds after
it is gone. A small line shows what was measured, from half a minute before the start to the end.

**Measured by** says whom to believe. The *server* measures the camera's pictures, so a changed browser cannot talk
it out of what it sees, though a picture can be staged. What the *browser* reports, a technically skilled examinee
can keep from being reported.
"""


_FOLLOWS = {
    Step.NONE: "By itself nothing follows: what to do is the proctor's decision.",
    Step.NOTICE: "By itself it never warns and never pauses.",
    Step.WARN: "By itself it never pauses.",
}


def render() -> str:
    """Return the page: its head, then a section per side that measures with the types in the registry's order."""
    parts = [_HEAD]
    for source, heading in _HEADINGS.items():
        kinds = [kind for kind in KINDS.values() if kind.source is source]
        if kinds:
            parts += [f"## {heading}\n", *map(_section, kinds)]
    return "\n".join(parts)


def _section(kind: IncidentKind) -> str:
    side = _SIDES.get(kind.source, "Measured by the server")
    return "\n".join([
        f"### {kind.title} (`{kind.type}`)", "",
        _wrapped(f"{side}: {kind.measured}"), "",
        "| Preset | Threshold | Opens after | Closes after | Severity |", "|---|---|---|---|---|",
        *(_row(kind, preset) for preset in NAMED), "",
        *_points((
            *_adding_up(kind),
            f"What can be faked: {kind.spoofable}", f"What avoids it: {kind.avoid}", f"Known limits: {kind.limits}",
            *([_FOLLOWS[kind.follows_at_most]] if kind.follows_at_most in _FOLLOWS else ()),
        )), "",
    ])


def _adding_up(kind: IncidentKind) -> list[str]:
    """Return the point about what adds up, if it does."""
    if kind.adds_up is None:
        return []
    enough, within = kind.adds_up.enough_s(0.0), kind.adds_up.within_s
    return [(
        f"Adds up: {enough:g} s within {within / 60:g} minutes are reported, too; or as much as the rule allows at a "
        "time, if that is more."
    )]


def _row(kind: IncidentKind, preset: Preset) -> str:
    numbers = kind.numbers[preset]
    cells = _cells(kind, numbers) if numbers.enabled else ["off", "-", "-", "-"]
    return "| " + " | ".join([preset.value, *cells]) + " |"


def _cells(kind: IncidentKind, numbers: Numbers) -> list[str]:
    threshold = f"{_COMPARED[kind.comparison]} {numbers.threshold:g} ({kind.unit})"
    opens = f"{numbers.debounce_s:g} s" if numbers.debounce_s else "at once"
    return [threshold, opens, f"{numbers.release_s:g} s", numbers.severity.value]


def _points(texts: Iterable[str]) -> list[str]:
    return [_wrapped(f"- {text}", indent="  ") for text in texts]


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
