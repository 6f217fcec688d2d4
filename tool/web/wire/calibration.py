"""What web and the examinee's page say to each other while the gaze is calibrated, over Socket.IO.

Times are Unix seconds (float)."""

from typing import Literal

from tool.domain.baseline import NotCalibrated, Target
from tool.web.wire.shared import Struct


class CalibrationView(Struct, frozen=True, kw_only=True):
    """How an attempt stands with the calibration of the gaze. "off": nobody asks for it. "unread": it was tried, and
    it came to nothing: `why`. `at`: when it was measured last; null if it was not."""

    state: Literal["off", "open", "measured", "unread"]
    at: float | None
    why: NotCalibrated | None


class CalibrateBody(Struct, frozen=True, kw_only=True):
    """Event `calibrate`, widget to server: the examinee looks at `target` from now on; at nothing if it is null,
    because they have looked at all (`ended`) or broke it off. Ack result: CalibrationView, as it stood before. What was
    measured comes with `attempt`."""

    target: Target | None
    ended: bool = False
