"""Whatever is observed, in whatever order: the promises of the rule engine."""

from itertools import count, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tool.detection.pace import MAX_GAP_S
from tool.detection.rules import RuleEngine
from tool.detection.window import MOSTLY
from tool.domain.incident import IncidentChange, IncidentClosed, IncidentOpened, IncidentReopened
from tool.domain.incident_types.registry import KINDS
from tool.domain.observation import Observation
from tool.domain.policy import PRESETS, Policy
from tool.domain.preset import Preset
from tool.domain.trace import MOST_POINTS

times = st.integers(0, 600).map(lambda tenths: 1_700_000_000 + tenths / 10)
values = st.sampled_from([0.0, 1.0, 2.0, 7.0, 20.0, 100.0])
policies = st.sampled_from([PRESETS[p] for p in (Preset.LOW, Preset.STANDARD, Preset.HIGH)])
signals = st.sampled_from(sorted({kind.signal for kind in KINDS.values()}))
measured = st.builds(Observation, signals, values, times, st.just("m"))
steps = st.one_of(
    st.tuples(st.just("observe"), st.lists(measured, max_size=6)),
    st.tuples(st.just("tick"), times),
    st.tuples(st.just("apply"), times, policies, st.integers(0, 8)),
)


def play(policy: Policy, script: list[tuple], *, end: float) -> list[IncidentChange]:
    numbers = count(1)
    engine = RuleEngine("a", policy.rules, lambda: str(next(numbers)))
    changes: list[IncidentChange] = []
    for step in script:
        if step[0] == "observe":
            changes += engine.observe(step[1])
        elif step[0] == "tick":
            changes += engine.tick(step[1])
        else:
            changes += engine.apply(step[2].rules[: step[3]], step[1])
    return changes + engine.end(end)


@settings(max_examples=200, deadline=None)
@given(policies, st.lists(steps, max_size=60), times)
def test_every_incident_waits_for_its_debounce_and_is_closed_as_often_as_opened(
    policy: Policy, script: list[tuple], end: float
) -> None:
    open_now: dict[str, IncidentOpened] = {}
    over: dict[str, IncidentOpened] = {}
    for change in play(policy, script, end=end):
        assert (change.incident_id in open_now) is isinstance(change, IncidentClosed)
        if isinstance(change, IncidentClosed):
            began = over[change.incident_id] = open_now.pop(change.incident_id)
            assert change.type is began.type
            assert change.ended_at >= began.started_at
            assert abs(change.duration_s - (change.ended_at - began.started_at)) < 1e-6
            continue
        assert change.type not in {other.type for other in open_now.values()}
        if isinstance(change, IncidentReopened):
            open_now[change.incident_id] = over.pop(change.incident_id)
            assert change.times > 1
        else:
            assert change.incident_id not in over
            assert change.opened_at - change.started_at >= change.debounce_s - 1e-6
            kind = next(r.kind for r in policy.rules if r.type is change.type)
            assert kind.comparison.holds(change.measured, change.threshold)
            open_now[change.incident_id] = change
    assert open_now == {}


@settings(max_examples=200, deadline=None)
@given(policies, st.lists(measured, max_size=60))
def test_an_incident_of_the_camera_rests_on_looks_most_of_which_broke_the_rule(
    policy: Policy, observed: list[Observation]
) -> None:
    once = {(o.signal, o.at): o for o in observed}.values()
    script = [("observe", [o]) for o in sorted(once, key=lambda o: o.at)]
    kinds = {r.type: r.kind for r in policy.rules}
    for change in play(policy, script, end=1_700_000_100):
        if isinstance(change, IncidentOpened) and kinds[change.type].source.is_looked_at:
            kind = kinds[change.type]
            between = {
                o.at: kind.comparison.holds(o.value, change.threshold)
                for o in once if o.signal is kind.signal and change.started_at <= o.at <= change.opened_at
            }
            assert between[change.started_at]
            assert between[change.opened_at]
            trace = change.trace
            assert trace.held >= MOSTLY * trace.looks
            assert trace.held <= sum(between.values()), "of those that broke it some may be explained"
            assert trace.looks - trace.held == len(between) - sum(between.values())


@settings(deadline=None)
@given(policies, st.lists(st.tuples(st.sampled_from([0.3, 1.0, 2.5]), values), max_size=200))
def test_what_an_incident_says_of_its_looks_is_coherent(policy: Policy, looks: list[tuple[float, float]]) -> None:
    at, script = 0.0, []
    for pause_s, faces in looks:
        at += pause_s
        script.append(("observe", [Observation("faces", faces, at, "m")]))
    for change in play(policy, script, end=at):
        if isinstance(change, IncidentReopened):
            continue
        trace = change.trace
        assert 1 <= trace.held <= trace.looks <= len(looks)
        assert len(trace.points) <= MOST_POINTS
        assert list(trace.points) == sorted(trace.points, key=lambda point: point.after_s)
        assert any(point[:2] == (trace.worst_after_s, trace.worst) for point in trace.points)


seldom = st.lists(st.tuples(st.sampled_from([0.5, 1.0, 9.0, 11.0, 31.0, 70.0]), values), max_size=40)


@settings(deadline=None)
@given(policies, seldom, st.booleans())
def test_no_incident_of_the_camera_spans_a_minute_in_which_nobody_looked(
    policy: Policy, looks: list[tuple[float, float]], ticks: bool
) -> None:
    at, moments, script = 0.0, [], []
    for pause_s, faces in looks:
        if ticks:
            script.append(("tick", at + pause_s / 2))
        at += pause_s
        moments.append(at)
        script.append(("observe", [Observation("faces", faces, at, "m")]))
    began: dict[str, float] = {}
    for change in play(policy, script, end=at + 5):
        if isinstance(change, IncidentOpened):
            began[change.incident_id] = change.started_at
        elif isinstance(change, IncidentClosed):
            within = [moment for moment in moments if began[change.incident_id] <= moment <= change.ended_at]
            assert all(after - before <= MAX_GAP_S for before, after in pairwise(within))


@settings(deadline=None)
@given(policies, st.lists(measured, max_size=20), st.randoms())
def test_one_batch_gives_the_same_changes_in_any_order(policy: Policy, observed: list[Observation], random) -> None:
    once = list({(o.signal, o.at): o for o in observed}.values())
    shuffled = once.copy()
    random.shuffle(shuffled)

    def outcome(batch: list[Observation]) -> set[tuple]:
        changes = play(policy, [("observe", batch)], end=1_700_000_100)
        return {
            (c.type, c.started_at, c.opened_at, c.measured) if isinstance(c, IncidentOpened)
            else (c.type, c.ended_at, c.duration_s) if isinstance(c, IncidentClosed)
            else (c.type, c.after_s, c.times)
            for c in changes
        }

    assert outcome(once) == outcome(shuffled)


def test_the_script_player_does_open_and_close() -> None:
    looks = [("observe", [Observation("faces", 0, 1_700_000_000.0 + n, "m")]) for n in range(7)]

    changes = play(PRESETS[Preset.STANDARD], looks, end=1_700_000_008.0)

    assert [type(c) for c in changes] == [IncidentOpened, IncidentClosed]
