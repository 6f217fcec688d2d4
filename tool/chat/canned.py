"""Answers that proctors give often, to be sent with one press and edited before if need be."""

from tool.domain.words import told

CANNED: tuple[str, ...] = (
    told("Please sit so that your whole face is in the picture."),
    told("Please switch on a light in front of you."),
    told("Please uncover your camera."),
    told("Please stay in the exam's window."),
    told("Please put away everything that is not allowed."),
    told("Please be alone in the room until you submit."),
    told("I am looking into it. Please go on with the exam."),
    told("Your time will be credited."),
    told("Please reload the page; your answers are kept."),
    told("Please ask your teacher about the content of the exam."),
)
