"""Opens mouths in pictures of people who keep theirs shut: there are no recordings of people talking to be had."""

import random

import cv2
import numpy as np
import numpy.typing as npt

from tool.detection.networks.mesh import CHIN, FOREHEAD, LIPS

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float32]

CORNERS = 61, 291
"""Of the mouth."""
CHIN_PART = 0.25
"""What lies below the lips moves down, less and less, as far as this part of the face's height."""
SHUT_SHARE, LEAST, MOST = 0.35, 0.015, 0.06
"""While somebody speaks the mouth is shut in so many moments, else open by 3 to 11 mm: so much of a face's height."""
INSIDE = (45.0, 20.0, 25.0)
"""BGR of what is seen in an open mouth."""


def spoken(seed: int) -> float:
    """Return how far a mouth is open at some moment while its owner speaks."""
    chance = random.Random(seed)
    return 0.0 if chance.random() < SHUT_SHARE else chance.uniform(LEAST, MOST)


def with_mouth_open(picture: Picture, points: Points, part: float) -> Picture:
    """Return a picture (height x width x 3, BGR) in which the mouth of the mesh `points` (468 x 3, in its pixels) is
    open by this part of the face's height."""
    height = float(np.hypot(*(points[CHIN] - points[FOREHEAD])[:2]))
    up = (points[FOREHEAD] - points[CHIN])[:2] / height
    lip = (points[LIPS[0]] + points[LIPS[1]])[:2] / 2
    half = float(np.hypot(*(points[CORNERS[0]] - points[CORNERS[1]])[:2])) / 2
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    below = -((x - lip[0]) * up[0] + (y - lip[1]) * up[1])
    across = (x - lip[0]) * up[1] - (y - lip[1]) * up[0]
    gap = part * height * np.clip(1 - (across / half) ** 2, 0, 1)
    reach = CHIN_PART * height
    inside = (below > 0) & (below < gap)
    stretched = (below - gap) * reach / np.maximum(reach - gap, 1.0)
    source = np.where(inside, 0.0, np.where((below > 0) & (below < reach), stretched, below))
    moved = below - source
    lowered = cv2.remap(
        picture, (x + up[0] * moved).astype(np.float32), (y + up[1] * moved).astype(np.float32), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    soft = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 1.0)[..., None]
    return np.asarray(lowered * (1 - soft) + np.array(INSIDE, np.float32) * soft, np.uint8)
