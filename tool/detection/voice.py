"""Runs the network that tells speech from other sound: Silero's, out of the package silero-vad.

Only the file of the network is read. The package itself is never imported: it wants PyTorch."""

from importlib.metadata import distribution

import numpy as np
import numpy.typing as npt
import onnxruntime

RATE = 16_000
"""Samples a second."""
CHUNK = 512
"""The network hears so many samples (32 ms) at a time ..."""
_BEFORE = 64
"""... and so many of those before them."""
_STATE = 128

_PACKAGE = distribution("silero-vad")
MODEL = f"silero-vad {_PACKAGE.version}"

Sound = npt.NDArray[np.float32]


class VoiceNet:
    """The loaded network, on one thread. It keeps nothing between two calls."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        path = str(_PACKAGE.locate_file("silero_vad/data/silero_vad_16k_op15.onnx"))
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._rate = np.array(RATE, np.int64)

    def probabilities(self, sounds: Sound) -> Sound:
        """Return how likely each chunk is speech, 0 to 1 (sounds x chunks).

        `sounds`: sounds x samples, float32 from -1 to 1, RATE samples a second; a rest that fills no chunk is left out.
        Many at once cost less than half as much each as one by one."""
        count, chunks = sounds.shape[0], sounds.shape[1] // CHUNK
        state = np.zeros((2, count, _STATE), np.float32)
        before = np.zeros((count, _BEFORE), np.float32)
        found = np.zeros((count, chunks), np.float32)
        for number in range(chunks):
            chunk = sounds[:, number * CHUNK : (number + 1) * CHUNK]
            heard = {"input": np.concatenate([before, chunk], axis=1), "state": state, "sr": self._rate}
            likely, state = self._session.run(None, heard)
            found[:, number] = likely[:, 0]
            before = chunk[:, -_BEFORE:]
        return found
