"""Reads the head of an examinee in a picture: where it points and where its irises are, not what that means."""

from dataclasses import dataclass

from tool.detection.boxes import Box
from tool.detection.faces import FindsPoints
from tool.detection.facts import Before, Head
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
