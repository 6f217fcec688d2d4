"""Tools in frames of the sandbox's pages, the places they open from, and the storage that its pages offer."""

import re

import pytest
from sandbox_bench import ISSUER, LTI, TOOL, Bench

from integrations.sandbox.config import SandboxConfig, Storage


@pytest.fixture
def bench(tmp_path) -> Bench:
    bench = Bench(tmp_path / "lms")
    bench.register()
    return bench


def test_course_page_leads_staff_to_the_tool_in_a_frame(bench):
    tess = bench.browser("teacher")
    assert f'href="/courses/1/tools/{bench.deployment_id}"' in tess.get("/courses/1").text
    page = tess.get(f"/courses/1/tools/{bench.deployment_id}")
    frame = re.search(r'<iframe class="tool-frame[^>]*>', page.text)[0]
    assert f'src="/courses/1/tools/{bench.deployment_id}/launch"' in frame
    for feature in ("camera", "microphone", "display-capture", "fullscreen"):
        assert f"{feature} {TOOL}" in frame
    assert f"frame-src 'self' {TOOL};" in page.headers["Content-Security-Policy"]


def test_course_launch_names_the_course_as_its_link(bench):
    claims = bench.launch(bench.browser("teacher"), f"/courses/1/tools/{bench.deployment_id}/launch")
    assert claims[LTI + "message_type"] == "LtiResourceLinkRequest"
    assert claims[LTI + "resource_link"] == {"id": "1", "title": "Biology 101"}
    assert claims[LTI + "context"]["id"] == "1"
    assert claims[LTI + "custom"] == {"invigil_place": "course_navigation"}
    assert claims[LTI + "launch_presentation"]["document_target"] == "iframe"
    assert claims[LTI + "launch_presentation"]["return_url"] == f"{ISSUER}/courses/1/tools/{bench.deployment_id}"


def test_site_launch_is_an_administrators_and_about_no_course(bench):
    admin = bench.browser("admin")
    assert f'href="/admin/tools/{bench.deployment_id}/settings"' in admin.get("/admin/tools").text
    claims = bench.launch(admin, f"/admin/tools/{bench.deployment_id}/settings")
    assert claims[LTI + "roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"]
    assert claims[LTI + "custom"] == {"invigil_place": "account_navigation"}
    assert claims[LTI + "resource_link"] == {"id": "site", "title": "Sandbox University"}
    assert LTI + "context" not in claims
    assert claims[LTI + "launch_presentation"]["document_target"] == "window"
    assert not [name for name in claims if "lti-ags" in name or "lti-nrps" in name]


def test_other_launches_carry_no_place(bench):
    claims = bench.launch(bench.browser("teacher"), "/quizzes/1/console")
    assert "invigil_place" not in claims[LTI + "custom"]


def test_tool_pages_are_closed_to_others(bench):
    course, site = f"/courses/1/tools/{bench.deployment_id}", f"/admin/tools/{bench.deployment_id}/settings"
    ada, tess = bench.browser(), bench.browser("teacher")
    for path in (course, f"{course}/launch"):
        assert ada.get(path).status_code == 403
        assert bench.app.test_client().get(path).location.startswith("/login")
    assert "course-tool" not in ada.get("/courses/1").text
    assert tess.get(site).status_code == 403
    assert tess.get("/courses/1/tools/99").status_code == 404
    assert bench.app.test_client().get(site).location.startswith("/login")


# ---- storage ----
@pytest.mark.parametrize(("storage", "target"), [("parent", "_parent"), ("frame", "lti_storage_frame"), ("none", None)])
def test_login_names_who_keeps_data_for_the_tool(bench, storage, target):
    tess = bench.app.test_client()
    tess.get(f"/demo/teacher?storage={storage}")
    assert bench.login_request(tess, "/quizzes/1/console").get("lti_storage_target") == target
    page = tess.get("/quizzes/1").text
    script = re.search(r"<script[^>]*lti_messages\.js[^>]*>", page)[0]
    assert f'data-storage="{storage}"' in script
    assert f'data-tool-origins="{TOOL}"' in script
    assert ('<iframe name="lti_storage_frame"' in page) == (storage == "frame")


def test_site_offers_its_pages_as_storage_unless_told_otherwise(bench, tmp_path):
    assert bench.login_request(bench.browser("teacher"), "/quizzes/1/console")["lti_storage_target"] == "_parent"
    assert SandboxConfig(tmp_path).storage is Storage.PARENT
    tess = bench.app.test_client()
    tess.get("/demo/teacher?storage=cloud")
    assert bench.login_request(tess, "/quizzes/1/console")["lti_storage_target"] == "_parent"


def test_storage_frame_is_our_own_page_and_only_ours_may_frame_it(bench):
    answer = bench.app.test_client().get("/lti/storage")
    assert 'data-role="frame"' in answer.text
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
