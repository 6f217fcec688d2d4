"""Says where the head of an examinee points and where its eyes look, as far as a single picture tells."""

from tool.detection.boxes import Box
from tool.detection.faces import FindsPoints
from tool.detection.facts import Head
from tool.detection.networks import mesh
from tool.detection.networks.arrays import Picture
from tool.detection.networks.meshes import Irises

MESH_SURE = 0.5
IRIS_YAW, IRIS_PITCH = 30.0, 30.0
"""In a head turned further, in degrees, an iris is hidden or seen from the side: where the eyes look is not known."""
SHUT = 0.1
"""Eyes less open than this have no iris to see."""


class HeadReader:
    """The mesh and iris networks, to read the head of one face. Keeps nothing from one picture to the next."""

    def __init__(self, face_mesh: FindsPoints) -> None:
        """Load the iris network; raise ModelMissing."""
        self._mesh = face_mesh
        self._irises = Irises()

    def read(self, bgr: Picture, box: Box) -> Head | None:
        """Return the head of the face in `box` of a picture (height x width x 3, BGR).

        None: the mesh finds no face there, and nothing is known of where it looks."""
        found = self._mesh.find(bgr, box)
        if found.score < MESH_SURE:
            return None
        turn = mesh.turn(found.points)
        eyes_open = mesh.eyes_open(found.points)
        gaze = None
        if abs(turn.yaw) <= IRIS_YAW and abs(turn.pitch) <= IRIS_PITCH and eyes_open >= SHUT:
            gaze = self._irises.offsets(bgr, found.points)
        return Head(
            found.score, turn.yaw, turn.pitch, turn.roll, eyes_open, mesh.mouth_open(found.points),
            *(gaze or (None, None)),
        )
