"""Runs one network on litert's interpreter, in one thread; knows nothing of what its numbers mean."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from tool.detection.networks import models
from tool.detection.networks.arrays import Numbers
from tool.detection.networks.models import Model


class Network:
    """A network of one picture, loaded once and used for every picture after. Not for several threads at once."""

    def __init__(self, model: Model) -> None:
        """Load it and run it once, so that the first picture is not slower; raise ModelMissing."""
        data = models.read(model)
        with _silent_stderr():
            self._interpreter = Interpreter(model_content=data, num_threads=1)
            self._interpreter.allocate_tensors()
        source = self._interpreter.get_input_details()[0]
        self._input = source["index"]
        self.shape: tuple[int, ...] = tuple(int(side) for side in source["shape"])
        self._outputs = {int(o["shape"][-1]): o["index"] for o in self._interpreter.get_output_details()}
        self.run(np.zeros(self.shape, np.float32))

    def run(self, picture: Numbers) -> dict[int, Numbers]:
        """Return the outputs, each under the length of its last axis (no two are alike in our networks).

        `picture` has this network's `shape`: 1 x height x width x 3 (RGB), scaled as it was trained; raise ValueError
        for another."""
        self._interpreter.set_tensor(self._input, picture)
        self._interpreter.invoke()
        return {length: self._interpreter.get_tensor(index) for length, index in self._outputs.items()}


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Keep the start-up lines that litert's C++ writes straight to descriptor 2 out of the log."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
