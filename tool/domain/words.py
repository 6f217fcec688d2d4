"""Texts that an examinee is told: English in the code, and keys of the catalogues of other languages."""


def told(text: str) -> str:
    """Return the text as it is, and mark it: it is taken into the catalogues (`make words`) and translated when it is
    said to an examinee (tool/web/http/language.py). Values are filled in by name: "{limit}"."""
    return text
