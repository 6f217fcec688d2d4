"""A process's own time keeps going when the machine's clock is set."""

from tool.domain.timeline import Timeline


class Clocks:
    """Two clocks that a test moves."""

    def __init__(self) -> None:
        self.wall, self.steady = 1_800_000_000.0, 50.0

    def pass_time(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


def test_a_step_of_the_wall_clock_moves_no_moment() -> None:
    clocks = Clocks()
    time = Timeline(lambda: clocks.wall, lambda: clocks.steady)
    before = time.now()
    clocks.wall -= 3600
    clocks.pass_time(4)
    assert time.now() - before == 4


def test_a_label_is_what_the_clock_says_now() -> None:
    clocks = Clocks()
    time = Timeline(lambda: clocks.wall, lambda: clocks.steady)
    moment = time.now()
    clocks.pass_time(10)
    assert time.label(moment) == clocks.wall - 10
    clocks.wall += 3600
    assert time.label(moment) == clocks.wall - 10
    assert time.moment(time.label(moment)) == moment
