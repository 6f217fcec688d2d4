"""Says where the head of an examinee points and where its eyes look, as far as a single picture tells."""

from dataclasses import dataclass

from tool.detection.boxes import Box
from tool.detection.faces import FindsPoints
from tool.detection.facts import Before, FrameFacts, Head
from tool.detection.networks import iris, mesh
from tool.detection.networks.arrays import Picture
from tool.detection.networks.mesh import Mesh
from tool.detection.networks.meshes import Irises

Gaze = tuple[tuple[float, float], tuple[float, float]]
"""Where the left and the right iris are, as a head says it."""

MESH_SURE = 0.5
IRIS_YAW, IRIS_PITCH = 30.0, 30.0
"""In a head turned further, in degrees, an iris is hidden or seen from the side: where the eyes look is not known."""
SHUT = 0.1
"""Eyes less open than this have no iris to see."""

AWAY_YAW, AWAY_DOWN, AWAY_UP, AWAY_IRIS = 20.0, 20.0, 15.0, 0.09
"""Of somebody of whom nothing else is known: degrees, and widths of an eye. People sit up to 14 degrees higher or lower
before their cameras and look nowhere else, so these are wide."""
EDGE = 0.01


@dataclass(frozen=True, slots=True)
class Reading:
    """A head that was read: where its points are in the picture, and the cells around its eyes (empty if the irises
    were not wanted)."""

    head: Head
    face: Box
    eyes: bytes


class HeadReader:
    """The mesh and iris networks, to read the head of one face. Keeps nothing from one picture to the next."""

    def __init__(self, face_mesh: FindsPoints) -> None:
        """Load the iris network; raise ModelMissing."""
        self._mesh = face_mesh
        self._irises = Irises()

    def read(self, bgr: Picture, box: Box, before: Before | None = None, *, gaze: bool = True) -> Reading | None:
        """Return the head of the face in `box` of a picture (height x width x 3, BGR).

        Where the eyes look is read if `gaze`, or taken from the look `before` if they look the same. None: the mesh
        finds no face there, and nothing is known of where it looks."""
        found = self._mesh.find(bgr, box)
        face = mesh.box_of(found, bgr.shape[1], bgr.shape[0])
        if found.score < MESH_SURE or face is None:
            return None
        turn = mesh.turn(found.points)
        eyes_open = mesh.eyes_open(found.points)
        looks, eyes = None, b""
        if gaze and abs(turn.yaw) <= IRIS_YAW and abs(turn.pitch) <= IRIS_PITCH and eyes_open >= SHUT:
            looks, eyes = self._gaze(bgr, found, before)
        head = Head(
            found.score, turn.yaw, turn.pitch, turn.roll, eyes_open, mesh.mouth_open(found.points),
            *(looks or (None, None)),
        )
        return Reading(head, face, eyes)

    def _gaze(self, bgr: Picture, found: Mesh, before: Before | None) -> tuple[Gaze | None, bytes]:
        """Return where the two irises are, and the cells around them."""
        eyes = iris.strip(bgr, found.points)
        if before is not None and before.head is not None and iris.alike(eyes, before.eyes):
            left, right = before.head.left_eye, before.head.right_eye
            return (left, right) if left is not None and right is not None else None, before.eyes
        return self._irises.offsets(bgr, found.points), eyes


def looks_away(facts: FrameFacts) -> bool | None:
    """Return whether the person in a picture looks away from the screen, judged by wide limits that hold for anybody.

    None: it cannot be told, since there is no one person, the mesh finds no face, or the picture's edge cuts it."""
    if facts.faces != 1 or facts.head is None or not facts.boxes:
        return None
    head, box = facts.head, facts.boxes[0]
    if box.left <= EDGE or box.left + box.width >= 1 - EDGE:
        return None
    if abs(head.yaw) > AWAY_YAW or head.pitch > AWAY_DOWN or head.pitch < -AWAY_UP:
        return True
    if head.left_eye is None or head.right_eye is None:
        return None
    return abs(head.left_eye[0] + head.right_eye[0]) / 2 > AWAY_IRIS
