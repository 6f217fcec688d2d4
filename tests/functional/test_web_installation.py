"""What an adapter asks about one installation of its LMS: shown on the admin page, checked, kept with the platform."""

import pytest
from test_web_admin import Admin, audited
from web_stage import Stage

from integrations import registry
from integrations.settings import SettingsField

SIGNER = SettingsField(
    "signer", "Who signs", (("tool", "The tool"), ("issuer", "The issuer")), "Leave it unless exams do not begin."
)


def test_an_lms_is_asked_what_only_its_admin_knows(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = Admin(stage, "school")
    assert admin.platform()["settings"] == []
    monkeypatch.setattr(registry.PLAIN, "settings_fields", (SIGNER,), raising=False)
    [asked] = admin.platform()["settings"]
    assert (asked["name"], asked["value"]) == ("signer", "tool"), "the first holds where nobody has chosen"
    path = "/platforms/reg-1/settings"
    admin.did("PUT", path, {"values": {"signer": "issuer"}})
    assert admin.platform()["settings"][0]["value"] == "issuer"
    assert admin.code("PUT", path, {"values": {"signer": "nobody"}}) == (409, "bad_setting")
    assert admin.code("PUT", path, {"values": {"colour": "red"}}) == (409, "bad_setting")
    admin.did("PUT", path, {"values": {}})
    with stage.web.base.works() as work:
        assert work.platforms.get("reg-1").settings == {"signer": "issuer"}
    assert ("platform.settings", "reg-1 by school") in audited(stage)


def test_a_choice_that_is_offered_no_more_counts_as_none() -> None:
    assert SIGNER.value({"signer": "nobody"}) == SIGNER.value({}) == "tool"
