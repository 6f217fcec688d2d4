"""Frame → facts → observations → rules → incident changes.

Lives here: the face networks (the room networks), which of them looks when and what counts (faces, heads, light),
interpreting what they and the pixels say (boxes, facts, frames), the rules that turn observations of either plane into
incidents (rules, watch), and how well it works (metrics). Does not live here: where frames come from, where incidents
go, and thresholds of rules, which are policy data of the domain. Only networks, faces, heads, light and frames need
litert and OpenCV; the control plane imports rules alone."""
