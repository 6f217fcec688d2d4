"""What a teacher reads of an exam in the LMS's own settings of its test: a few sentences in plain text."""

from tool.domain.policy import PRESETS, Policy
from tool.domain.policy_fields import Admission
from tool.domain.preset import Preset

_STRICTNESS = {
    Preset.LOW: "The rules are lenient.", Preset.STANDARD: "The rules are standard.",
    Preset.HIGH: "The rules are strict.", Preset.CUSTOM: "The rules are your own.",
}


def lines_of(policy: Policy | None) -> list[str]:
    """Return the sentences about this policy; None: nothing is chosen yet, and the standard policy will hold."""
    held = policy or PRESETS[Preset.STANDARD]
    watched = [word for word, used in (
        ("camera", held.camera), ("microphone", held.microphone), ("shared screen", held.screen),
    ) if used]
    first = "Invigil watches over this test." if policy else "When you save, Invigil watches over this test."
    let_in = (
        "A proctor lets every examinee in." if held.admission is Admission.PROCTOR
        else "Examinees come in by themselves after the check-in."
    )
    return [first, f"It asks for: {', '.join(watched) or 'nothing'}.", _STRICTNESS[held.preset], let_in]
