"""The import contracts hold, and each of them breaks when somebody writes the import that it forbids."""

import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from grimp import ImportGraph, build_graph
from importlinter import Contract, api
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = api.read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS = CONFIGURATION["contracts_options"]
PLANTED = [
    ("Floors", "tool.domain.policy", "tool.monitoring.work"),
    ("Floors", "tool.monitoring.exam.exams", "tool.db.work"),
    ("Floors", "tool.monitoring.exam.exams", "tool.chat.messages"),
    ("Floors", "tool.link.codec", "tool.media.counters"),
    ("Floors", "tool.media.http.node", "tool.web.works"),
    ("Floors", "tool.new_room", ""),
    ("lti and integrations import nothing", "lti.launch", "tool.domain.attempt"),
    ("lti and integrations import nothing", "integrations.sandbox.app", "tool.config"),
    ("lti and integrations import nothing", "lti.keys", "migrations.schema"),
    ("lti and integrations are independent", "integrations.base", "lti.launch"),
    ("lti and integrations are independent", "lti.launch", "integrations.base"),
    ("An LMS's adapter", "integrations.canvas.adapter", "integrations.moodle.api"),
    ("An LMS's adapter", "integrations.lti_only.adapter", "integrations.canvas.claims"),
    ("An LMS's adapter", "integrations.base", "integrations.registry"),
    ("An LMS's adapter", "integrations.new_lms", ""),
    ("The sandbox", "integrations.sandbox.app", "integrations.base"),
    ("The sandbox", "integrations.sandbox.app", "integrations.moodle.api"),
    ("Only the gateway", "tool.detection.rules", "lti.launch"),
    ("Only the gateway", "tool.monitoring.exam.outcome", "integrations.registry"),
    ("The migrations", "tool.db.engine", "migrations.schema"),
    ("The media plane", "tool.media.streams.attempts", "sqlalchemy"),
    ("The media plane", "tool.link.codec", "flask"),
    ("The domain", "tool.domain.policy", "msgspec"),
    ("Monitoring: an exam", "tool.monitoring.tenancy.platforms", "tool.monitoring.exam.exams"),
    ("Monitoring: an exam", "tool.monitoring.work", "tool.monitoring.tenancy.records"),
    ("Monitoring: an exam", "tool.monitoring.new_room", ""),
    ("Monitoring: decisions", "tool.monitoring.tenancy.platforms", "requests"),
    ("Monitoring: decisions", "tool.monitoring.exam.exams", "msgspec"),
    ("Detection: objects", "tool.detection.objects", "tool.detection.models_build.convert"),
    ("Detection: objects", "tool.media.looks.objects_worker", "onnx"),
    ("Web: rooms", "tool.web.live.views", "tool.web.exam.snapshots"),
    ("Web: rooms", "tool.web.admin.api", "tool.web.exam.api"),
    ("Web: rooms", "tool.web.launch.roles", "tool.web.live.views"),
    ("Web: rooms", "tool.web.launch.roles", "tool.web.link.recording"),
    ("Web: rooms", "tool.web.http.limits", "tool.web.launch.addresses"),
    ("Web: rooms", "tool.web.wire.shared", "tool.web.http.language"),
    ("Web: rooms", "tool.web.exam.api", "tool.web.foundations"),
    ("Web: rooms", "tool.web.new_room", ""),
    ("Web: launch", "tool.web.launch.arrivals", "tool.chat.messages"),
    ("Web: admin", "tool.web.admin.api", "tool.web.live.snapshots"),
    ("Web: exam", "tool.web.exam.api", "lti.deep_linking"),
    ("Web: live", "tool.web.live.console", "tool.lms.gateway"),
    ("Web: live", "tool.web.live.examinee", "flask"),
    ("Web: link", "tool.web.link.events", "flask_socketio"),
    ("Web: the wire", "tool.web.wire.exam", "tool.monitoring.exam.records"),
    ("Web: http", "tool.web.http.sessions", "tool.db.work"),
    ("Web: only the way in", "tool.web.background", "eventlet"),
    ("Web: evented", "tool.web.evented.frames", "flask_socketio"),
    ("Detection: what reads", "tool.detection.networks.detections", "ai_edge_litert"),
    ("Detection: what reads", "tool.detection.networks.mesh", "tool.detection.networks.running"),
    ("Detection: one file", "tool.detection.faces", "mediapipe"),
    ("Detection: one file", "tool.detection.networks.detectors", "ai_edge_litert"),
    ("Detection: networks", "tool.detection.networks.mesh", "tool.domain.observation"),
    ("Detection: networks", "tool.detection.networks.running", "mediapipe"),
    ("Detection: the observer", "tool.detection.observer.observer", "cv2"),
    ("Media: routes", "tool.media.streams.attempt", "tool.media.http.tiles"),
    ("Media: routes", "tool.media.looks.stills", "tool.media.streams.attempt"),
    ("Media: routes", "tool.media.transport.peer", "tool.media.looks.jobs"),
    ("Media: routes", "tool.media.counters", "tool.media.events"),
    ("Media: routes", "tool.media.hearing.listening", "tool.media.looks.analysis"),
    ("Media: routes", "tool.media.new_room", ""),
    ("Media: transport", "tool.media.transport.rtp", "tool.domain.attempt"),
    ("Media: streams", "tool.media.streams.keyframes", "av"),
    ("Media: looks", "tool.media.looks.sampler", "aiortc"),
    ("Media: hearing", "tool.media.hearing.worker", "tool.evidence.stores"),
    ("Media: http", "tool.media.http.frames", "cv2"),
]
"""Beginning of a contract's name, a module, and what it must not import. Nothing: the module has no place."""


TYPES: dict[str, type[Contract]] = {
    "forbidden": ForbiddenContract, "independence": IndependenceContract, "layers": LayersContract,
}


def contract(beginning: str) -> dict[str, Any]:
    found = [each for each in CONTRACTS if each["name"].startswith(beginning)]
    assert len(found) == 1, f"{beginning!r} begins the names of {len(found)} contracts"
    return dict(found[0])


def breaks(one: dict[str, Any], graph: ImportGraph) -> bool:
    made = TYPES[one["type"]](one["name"], CONFIGURATION["session_options"], one)
    return not made.check(deepcopy(graph), verbose=False).kept


@pytest.fixture(scope="module")
def graph() -> ImportGraph:
    return build_graph("lti", "integrations", "tool", "migrations", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("name", [each["name"] for each in CONTRACTS])
def test_a_contract_holds_and_has_a_planted_violation(graph: ImportGraph, name: str) -> None:
    assert not breaks(contract(name), graph)
    assert [planted for planted in PLANTED if name.startswith(planted[0])]


@pytest.mark.parametrize(("name", "importer", "imported"), PLANTED)
def test_a_planted_violation_breaks_its_contract(
    graph: ImportGraph, name: str, importer: str, imported: str
) -> None:
    planted = deepcopy(graph)
    if imported:
        assert importer in graph.modules, f"{importer} has moved"
        if imported.split(".")[0] in ("lti", "integrations", "tool", "migrations"):
            assert imported in graph.modules, f"{imported} has moved"
        planted.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")
    else:
        planted.add_module(importer)
    assert breaks(contract(name), planted)


def test_the_command_reads_the_files_that_are_there(tmp_path: Path) -> None:
    skip = shutil.ignore_patterns("browser", "__pycache__", "static")
    for name in ("lti", "integrations", "tool", "migrations"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tool" / "domain" / "planted.py").write_text('"""Planted."""\n\nimport flask\n')
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=tmp_path, capture_output=True, text=True,
        timeout=120, check=False, env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert result.returncode == 1, result.stdout
    assert [line for line in result.stdout.splitlines() if "BROKEN" in line] == [
        "The domain is standard library only BROKEN"
    ]
