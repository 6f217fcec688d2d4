"""Frame → facts → observations → rules → incident changes, and sound the same way.

Lives here: the face networks (the room networks) and the one that tells speech (voice), which of them looks when and
what counts (faces, heads, light), interpreting what they, pixels and samples say (boxes, facts, frames; heard, sounds),
what is usual with one examinee (the room observer; for sound, room), the rules that turn observations of either plane
into incidents (rules, watch), and how well it works (metrics). Does not live here: where frames and packets come from,
where incidents go, and thresholds of rules, which are policy data of the domain. Only networks, faces,
heads, light and frames need litert and OpenCV, voice and sounds onnxruntime; the control plane imports rules alone."""
