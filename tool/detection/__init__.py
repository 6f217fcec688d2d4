"""Frame → facts → observations → rules → incident changes.

Lives here: running the face networks (faces), interpreting what they and the pixels say (boxes, facts, frames), the
rules that turn observations of either plane into incidents (rules, watch), and how well it works (metrics). Does not
live here: where frames come from, where incidents go, and thresholds, which are policy data of the domain. Only faces
and frames need mediapipe and OpenCV; the control plane imports rules alone."""
