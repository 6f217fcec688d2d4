"""What only the administrator of one Learn can say: how it wants a StartAssessment to be signed."""

from collections.abc import Mapping

from integrations.base import AssessmentParties
from integrations.settings import SettingsField

ASSESSMENT_CLAIMS = SettingsField(
    name="assessment_claims",
    label="How StartAssessment is signed",
    choices=(
        ("standard", "As the standard has it: from the client ID, to the issuer"),
        ("issuer", "As Anthology's sample tool has it: the issuer in every place"),
    ),
    help="Leave it as it is. If Learn refuses to start the test after the examinee was let in, try the other one.",
)


def parties(settings: Mapping[str, str]) -> AssessmentParties:
    """Return whom a StartAssessment names, by what was answered."""
    return "issuer" if ASSESSMENT_CLAIMS.value(settings) == "issuer" else "standard"
