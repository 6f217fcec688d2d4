"""What one would write first: every network of mediapipe's own Python on every picture, as it comes.

Runs in an environment of its own (requirements.in beside it), started by tests.bench.detect_speed. Argument: a folder
of JPEGs. For each line on standard input it looks at all of them and answers with milliseconds of CPU per picture."""

import os
import sys
import time
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np


def main() -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    cv2.setNumThreads(1)
    pictures = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*.jpg"))]
    faces, mesh = mp.solutions.face_detection.FaceDetection, mp.solutions.face_mesh.FaceMesh
    networks = [faces(model_selection=0), faces(model_selection=1), mesh(
        static_image_mode=True, refine_landmarks=True, max_num_faces=1
    )]
    for _ in sys.stdin:
        began = time.process_time()
        for picture in pictures:
            rgb = cv2.cvtColor(cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
            for network in networks:
                network.process(rgb)
        answers.write(f"{(time.process_time() - began) * 1000 / len(pictures)}\n")
        answers.flush()


if __name__ == "__main__":
    main()
