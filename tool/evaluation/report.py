"""An evaluation as text for people, as JSON for programs, and as a picture for a page."""

from collections.abc import Iterable
from html import escape
from typing import Any

from tool.detection.metrics import CLASSES
from tool.evaluation.evaluate import Evaluation, Scores
from tool.evaluation.score import FaceScore, Share, YesNoScore

_BAR, _LEFT, _ROW, _WIDTH = 320, 190, 26, 720


def as_text(found: Evaluation) -> str:
    """Return the tables, about 80 columns wide."""
    lines = [f"model: {found.model}", "", *_faces(found.scores.faces)]
    for name, score in found.scores.conditions.items():
        lines.append(_condition(name, score, found.missing.get(name, "")))
    if found.wrong:
        lines += ["", "pictures whose faces were miscounted (there are / were found):"]
        lines += [f"  {name}: {truth} / {said}" for name, truth, said in found.wrong]
    if found.sweeps:
        lines += ["", "faces, with every picture made worse (accuracy, 95 % interval):"]
        lines += [f"  {name:<22} {score.accuracy}" for name, score in found.sweeps.items()]
    for column, values in found.groups.items():
        lines += ["", f"by {column} (faces: accuracy; others: precision, recall; 95 % intervals):"]
        for value, scores in values.items():
            lines.append(f"  {value:<22} faces {scores.faces.accuracy}, n = {scores.faces.n}")
            lines += [
                f"  {'':<22} {name.replace('_', ' ')} {score.precision}, {score.recall}, n = {score.n}"
                for name, score in scores.conditions.items() if score.measured and score.n
            ]
    return "\n".join([*lines, *_clips(found)])


def _faces(score: FaceScore) -> Iterable[str]:
    yield f"faces: {score.n} pictures, accuracy {score.accuracy}"
    yield f"  {'there are':<10}" + "".join(f"{'said ' + name:>12}" for name in CLASSES) + "   recall"
    for name in CLASSES:
        counts = "".join(f"{score.confusion[name][said]:>12}" for said in CLASSES)
        yield f"  {name:<10}{counts}   {score.recall(name)}"
    yield f"  {'precision':<10}" + "  ".join(f"{name} {score.precision(name)}" for name in CLASSES)


def _condition(name: str, score: YesNoScore, missing: str) -> str:
    title = name.replace("_", " ")
    if not score.measured:
        return f"{title}: {score.n} have a label, but it was not measured. {missing}".rstrip()
    return (
        f"{title}: {score.n} have a label, precision {score.precision}, recall {score.recall}, "
        f"{score.unknown} not told either way"
    )


def _clips(found: Evaluation) -> Iterable[str]:
    if not found.clips:
        return
    count = sum(len(clip.played.incidents) for clip in found.clips)
    false = found.false_an_hour
    rate = "no labels say what is false" if false is None else f"{false:.1f} false an hour"
    yield ""
    yield f"videos and recordings: {len(found.clips)}, {found.video_hours * 60:.1f} minutes, {count} incidents, {rate}"
    for clip in found.clips:
        said = ", ".join(
            f"{each.type} at {each.at_s:.0f} s" + (f" for {each.seconds:.1f} s" if each.seconds is not None else "")
            + (" (false)" if each in clip.false else "")
            for each in clip.played.incidents
        )
        sound = ", sound" if clip.played.heard else ""
        yield (
            f"  {clip.played.file.name} ({clip.played.seconds:.0f} s, {clip.played.looks} looks{sound}): "
            f"{said or 'nothing'}"
        )


def as_json(found: Evaluation) -> dict[str, Any]:
    """Return the same as plain values; shares are 0..1, times seconds, and what nobody can say is null."""
    return {
        "model": found.model,
        **_scores_json(found.scores),
        "videos": [
            {
                "file": str(clip.played.file), "seconds": clip.played.seconds, "looks": clip.played.looks,
                "heard": clip.played.heard, "judged": clip.judged,
                "incidents": [
                    {"type": each.type, "at_s": each.at_s, "seconds": each.seconds, "false": each in clip.false}
                    for each in clip.played.incidents
                ],
            }
            for clip in found.clips
        ],
        "false_an_hour": found.false_an_hour,
        "sweeps": {name: _faces_json(score) for name, score in found.sweeps.items()},
        "groups": {
            column: {value: _scores_json(scores) for value, scores in values.items()}
            for column, values in found.groups.items()
        },
    }


def _scores_json(scores: Scores) -> dict[str, Any]:
    return {
        "faces": _faces_json(scores.faces),
        **{
            name: {
                "n": score.n, "measured": score.measured, "unknown": score.unknown,
                "precision": score.precision.value, "precision_interval": score.precision.interval,
                "recall": score.recall.value, "recall_interval": score.recall.interval,
            }
            for name, score in scores.conditions.items()
        },
    }


def _faces_json(score: FaceScore) -> dict[str, Any]:
    return {
        "n": score.n, "accuracy": score.accuracy.value, "interval": score.accuracy.interval,
        "confusion": score.confusion,
    }


def as_svg(found: Evaluation) -> str:
    """Return a picture (SVG): the accuracy of counting faces, plain, made worse and by group, with intervals."""
    rows = [("as they are", found.scores.faces.accuracy)]
    rows += [(name, score.accuracy) for name, score in found.sweeps.items()]
    rows += [
        (f"{column}: {value}", scores.faces.accuracy)
        for column, values in found.groups.items() for value, scores in values.items()
    ]
    height = _ROW * len(rows) + 56
    said = f"Faces counted rightly, with 95 % intervals; {escape(found.model)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" '
        f'font-size="13" role="img"><title>{said}</title><rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="12" y="24" font-size="15">{said}</text>'
        + "".join(_bar(number, name, share) for number, (name, share) in enumerate(rows)) + "</svg>\n"
    )


def _bar(number: int, name: str, share: Share) -> str:
    y = 42 + number * _ROW
    label = f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
    if share.value is None or share.interval is None:
        return label + f'<text x="{_LEFT}" y="{y + 14}" fill="#555">no pictures</text>'
    low, high = (_LEFT + _BAR * edge for edge in share.interval)
    return (
        label + f'<rect x="{_LEFT}" y="{y + 3}" width="{_BAR}" height="14" fill="#e8ecf1"/>'
        f'<rect x="{_LEFT}" y="{y + 3}" width="{_BAR * share.value:.1f}" height="14" fill="#2b6cb0"/>'
        f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y + 10}" y2="{y + 10}" stroke="#1a202c" stroke-width="2"/>'
        f'<text x="{_LEFT + _BAR + 10}" y="{y + 14}">{share}, n = {share.of}</text>'
    )
