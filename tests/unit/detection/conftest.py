import cv2
import numpy as np
import pytest
import skimage.data

from tool.detection.faces import FaceFinder, Picture
from tool.detection.frames import FrameAnalyser
from tool.detection.heads import HeadReader


@pytest.fixture(scope="session")
def finder() -> FaceFinder:
    return FaceFinder()


@pytest.fixture(scope="session")
def analyser(finder: FaceFinder) -> FrameAnalyser:
    return FrameAnalyser(finder, reader=HeadReader(finder.mesh))


@pytest.fixture
def astronaut() -> Picture:
    """One face, 640x480."""
    photo = skimage.data.astronaut()[:, :, ::-1]
    return np.ascontiguousarray(cv2.copyMakeBorder(photo[:480], 0, 0, 64, 64, cv2.BORDER_REFLECT))
