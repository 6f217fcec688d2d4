"""The face networks: where their files are (models), what runs one (running), and what its numbers mean.

Lives here: the square that a detector takes (letterbox) and the turned one that mesh and iris take (crops); what comes
out: boxes (detections), the points of a face and the turn of its head (mesh), where an iris is (iris); and both put
together, a picture in and faces out (detectors, meshes). Does not live here: which network looks when, and what counts
as a face; that is in tool.detection.faces and the files beside it. Only `running` knows litert: what reads numbers runs
nothing, and can be tested with numbers alone."""
