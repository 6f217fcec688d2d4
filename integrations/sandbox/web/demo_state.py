"""How a quiz's attempts stand, as JSON for a demo's own check; only for callers on this machine."""

import ipaddress
from typing import Any

from flask import Blueprint, abort, request

from integrations.sandbox import catalogue
from integrations.sandbox.clock import iso
from integrations.sandbox.seed import MIDTERM
from integrations.sandbox.web.context import db
from integrations.sandbox.web.quizzes import attempt_rows

blueprint = Blueprint("demo_state", __name__)


@blueprint.get("/demo/state")
def state() -> dict[str, Any]:
    """Return {attempts: [{id, user, number, state, seconds_left, answers_saved, flags, controls, comment}]}."""
    if not ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback or "X-Forwarded-For" in request.headers:  # noqa: S104 - an address to refuse, not to bind
        abort(403, "Only for callers on this machine.")
    quiz = catalogue.quiz(db(), request.args.get("quiz", MIDTERM, type=int))
    if quiz is None:
        abort(404, "There is no such quiz.")
    return {"attempts": [_row(row) for row in attempt_rows(quiz)]}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    attempt = row["attempt"]
    controls = [
        {
            "action": control.action,
            "at": iso(control.at),
            "severity": control.severity,
            "extra_time": control.extra_time,
            "reason_code": control.reason_code,
            "reason_msg": control.reason_msg,
        }
        for control in row["controls"]
    ]
    return {
        "id": attempt.id,
        "user": row["person"].login,
        "number": attempt.number,
        "state": attempt.state,
        "seconds_left": row["left"],
        "answers_saved": row["saved"],
        "flags": [control for control in controls if control["action"] == "flag"],
        "controls": controls,
        "comment": attempt.comment,
    }
