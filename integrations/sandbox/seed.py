"""The people, the course and the quizzes that a new sandbox starts with."""

import json
import sqlite3

from integrations.sandbox.catalogue import Role

BIOLOGY = 1
MIDTERM = 1
WEEKLY = 2

PEOPLE = [
    ("1001", "tess", "Tess", "Teacher", Role.TEACHER),
    ("1002", "paul", "Paul", "Proctor", Role.ASSISTANT),
    ("2001", "ada", "Ada", "Abara", Role.LEARNER),
    ("2002", "ben", "Ben", "Bergström", Role.LEARNER),
    ("2003", "chidi", "Chidi", "Chukwu", Role.LEARNER),
    ("2004", "dana", "Dana", "Dvořák", Role.LEARNER),
    ("2005", "elif", "Elif", "Erdoğan", Role.LEARNER),
    ("2006", "noor", "Noor", "Nasser", Role.LEARNER),
    ("2007", "zoe", "Zoë", "<b>O'Neil</b> 🎓", Role.LEARNER),
    ("2008", "femi", "Femi", "Fashola", Role.LEARNER),
    ("2009", "lucia", "Lucía", "Lozano", Role.LEARNER),
]

MIDTERM_QUESTIONS: list[tuple[int, str, list[str]]] = [
    (1, "Which organelle makes most of a cell's ATP?", ["Nucleus", "Mitochondrion", "Golgi apparatus", "Lysosome"]),
    (
        1,
        "What mainly forms the cell membrane?",
        ["A phospholipid bilayer", "A layer of cellulose", "Double-stranded DNA", "Actin filaments"],
    ),
    (
        2,
        "A red blood cell is put into pure water. What happens to it, and why?",
        [
            "It shrinks, because water leaves it by osmosis",
            "It swells and may burst, because water enters it by osmosis",
            "Nothing, because its membrane lets no water through",
            "It divides, because water starts mitosis",
        ],
    ),
    (
        2,
        "In which phase of mitosis do the sister chromatids separate?",
        ["Prophase", "Metaphase", "Anaphase", "Telophase"],
    ),
    (
        3,
        "In a few sentences: how do rough and smooth endoplasmic reticulum differ in structure and in function?",
        [],
    ),
]

WEEKLY_QUESTIONS: list[tuple[int, str, list[str]]] = [
    (1, "Which of these cells has no nucleus?", ["A bacterium", "A leaf cell", "A yeast cell", "A nerve cell"]),
    (1, "What do ribosomes make?", ["Lipids", "Proteins", "Starch", "ATP"]),
    (2, "Name one difference between plant and animal cells.", []),
]


def plant(db: sqlite3.Connection) -> None:
    """Fill an empty database. The midterm waits for the first tool that is registered, to be proctored by it."""
    db.execute("INSERT INTO courses VALUES (?, 'BIO101', 'Biology 101', 'Autumn term')", (BIOLOGY,))
    for person_id, login, given_name, family_name, role in PEOPLE:
        _person(db, person_id, login, given_name, family_name)
        db.execute("INSERT INTO enrolments VALUES (?, ?, ?)", (BIOLOGY, person_id, role))
    _person(db, "1", "admin", "Alma", "Admin", is_admin=True)
    _quiz(
        db,
        MIDTERM,
        "Cell biology midterm",
        "Five questions on three pages. Your answers are saved as you go; you can return to a page until you submit.",
        minutes=30,
        awaits_tool=True,
        questions=MIDTERM_QUESTIONS,
    )
    _quiz(
        db,
        WEEKLY,
        "Weekly quiz 3",
        "A short check on this week's reading. You may take it as often as you like.",
        minutes=20,
        awaits_tool=False,
        questions=WEEKLY_QUESTIONS,
    )


def _person(
    db: sqlite3.Connection, person_id: str, login: str, given_name: str, family_name: str, *, is_admin: bool = False
) -> None:
    db.execute(
        "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)",
        (person_id, login, given_name, family_name, f"{login}@sandbox.example", is_admin),
    )


def _quiz(
    db: sqlite3.Connection,
    quiz_id: int,
    title: str,
    intro: str,
    *,
    minutes: int,
    awaits_tool: bool,
    questions: list[tuple[int, str, list[str]]],
) -> None:
    db.execute("INSERT INTO quizzes VALUES (?, ?, ?, ?, ?, ?)", (quiz_id, BIOLOGY, title, intro, minutes, awaits_tool))
    db.executemany(
        "INSERT INTO questions (quiz_id, page, position, prompt, choices) VALUES (?, ?, ?, ?, ?)",
        [(quiz_id, page, n, prompt, json.dumps(choices)) for n, (page, prompt, choices) in enumerate(questions, 1)],
    )
