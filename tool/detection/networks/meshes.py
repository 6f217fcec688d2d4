"""The mesh and iris networks: a picture and a face's box in, points and directions out."""

from tool.detection.boxes import Box
from tool.detection.networks import iris, mesh, models
from tool.detection.networks.arrays import Numbers, Picture
from tool.detection.networks.crops import cut
from tool.detection.networks.mesh import Mesh
from tool.detection.networks.running import Network


class FaceMesh:
    """The network that finds the points of a face, loaded once."""

    def __init__(self) -> None:
        """Load it; raise ModelMissing."""
        self._network = Network(models.FACE_MESH)

    def find(self, bgr: Picture, box: Box) -> Mesh:
        """Return the mesh of what is in `box` of a picture (height x width x 3, BGR), and how sure it is a face."""
        crop = cut(bgr, mesh.square_around(box, bgr.shape[1], bgr.shape[0]), mesh.SIDE)
        return mesh.read_mesh(self._network.run(crop.numbers), crop)


class Irises:
    """The network that finds the iris in an eye, loaded once."""

    def __init__(self) -> None:
        """Load it; raise ModelMissing."""
        self._network = Network(models.IRIS)

    def offsets(self, bgr: Picture, points: Numbers) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Return how far each iris is from the middle of its eye (left and right in the picture; to the right and
        down, in widths of the eye) in a BGR picture, of the face with this mesh; None if the eyes are too small."""
        squares = iris.squares_around_eyes(points)
        if squares is None:
            return None
        left, right = (
            iris.offset(self._network.run(crop.numbers), crop, square)
            for square, crop in ((square, cut(bgr, square, iris.SIDE)) for square in squares)
        )
        return left, right
