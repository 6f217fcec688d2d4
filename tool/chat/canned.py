"""Answers that proctors give often, to be sent with one press and edited before if need be."""

CANNED: tuple[str, ...] = (
    "Please sit so that your whole face is in the picture.",
    "Please switch on a light in front of you.",
    "Please uncover your camera.",
    "Please stay in the exam's window.",
    "Please put away everything that is not allowed.",
    "Please be alone in the room until you submit.",
    "I am looking into it. Please go on with the exam.",
    "Your time will be credited.",
    "Please reload the page; your answers are kept.",
    "Please ask your teacher about the content of the exam.",
)
