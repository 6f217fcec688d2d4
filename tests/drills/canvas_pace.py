"""How much a Canvas is asked while one course's quiz is watched over: calls that came, counted there."""

from pathlib import Path

from tests.drills.canvas_hall import CanvasHall
from tool.lms.watching import STEP_S


def busiest_minute(folder: Path, students: int, for_s: float) -> int:
    """Return the most REST calls that came within any minute, with so many at work for so long (seconds passed on both
    sides' clock)."""
    with CanvasHall(folder) as hall:
        hall.see_to_the_gate()
        for number in range(students):
            hall.working(number)
        hall.canvas.journal.forget()
        hall.base.watching.began()
        for _ in range(int(for_s // STEP_S)):
            hall.base.watching.step()
            hall.pass_time(STEP_S)
        times = [each.at for each in hall.canvas.received(path="/api/")]
    return max((sum(at <= other < at + 60.0 for other in times) for at in times), default=0)
