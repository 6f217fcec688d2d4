"""The two kinds of array that networks deal in."""

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""height x width x 3."""
Numbers = npt.NDArray[np.float32]
"""What goes into a network and comes out of it, and points in a picture."""
