"""What an adapter has to know of one single installation, and only its administrator can say: a form of choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingsField:
    """One question. `name` is the key under which the answer is kept (`Platform.settings`), `label` the question in a
    few words, `choices` the answers with what people read for each; the first holds where nobody has chosen. `help`
    says in a sentence or two how to find out."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    help: str = ""

    def value(self, kept: Mapping[str, str]) -> str:
        """Return the answer that holds: the one that was kept if it is still offered, else the first."""
        values = [value for value, _ in self.choices]
        said = kept.get(self.name, "")
        return said if said in values else values[0]


def values_of(fields: Sequence[SettingsField], kept: Mapping[str, str]) -> dict[str, str]:
    """Return the answer to every question, by name."""
    return {field.name: field.value(kept) for field in fields}


def problem_of(fields: Sequence[SettingsField], chosen: Mapping[str, str]) -> str:
    """Return what is wrong with these answers, in words for an administrator; "" if they can be kept."""
    known = {field.name: field for field in fields}
    for name, value in chosen.items():
        field = known.get(name)
        if field is None:
            return f"This LMS has no setting “{name[:40]}”. Reload the page."
        if value not in {offered for offered, _ in field.choices}:
            return f"{field.label}: choose one of the answers that are offered."
    return ""
