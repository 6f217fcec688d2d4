"""Makes a dark picture readable for networks that were trained by daylight."""

import cv2
import numpy as np

from tool.detection.networks.arrays import Picture

DARK = 60.0
"""Below this mean brightness (0-255) faces are missed; above it a lift gains nothing."""
LIFTED = 110.0
MAX_GAIN = 8.0
NOISE_BLUR = 1.3 / 640
"""Standard deviation, in widths of the picture, of the blur that takes off the noise, which the gain would lift too."""


def lifted(picture: Picture, luma: float) -> Picture:
    """Return a picture of mean brightness `luma` as it would be in better light: without noise, with a mean of 110."""
    gain = min(MAX_GAIN, LIFTED / max(luma, 1.0))
    quiet = cv2.GaussianBlur(picture, (0, 0), max(NOISE_BLUR * picture.shape[1], 0.1))
    return np.asarray(cv2.convertScaleAbs(quiet, alpha=gain), np.uint8)
