"""The tables. Every column is labelled as personal or not; a test checks that. Rows never leave `tool.db`."""

from tool.db.rows.base import Base
from tool.db.rows.exams import (
    AttemptRow,
    BoundQuizRow,
    ExamRow,
    GuestRow,
    LinkingRow,
    PastQuizRow,
    PersonalTokenRow,
    StaffGroupsRow,
    StreamRow,
    TransitionRow,
)
from tool.db.rows.launches import TicketRow, ToolKeyRow, UsedStateRow
from tool.db.rows.platforms import (
    DeploymentRow,
    InstitutionRow,
    InvitationRow,
    PersonRow,
    PlatformRow,
    PlatformTokenRow,
)
from tool.db.rows.talk import ChatRow, HelpRow
from tool.db.rows.watch import (
    AppliedEventRow,
    AuditRow,
    EvidenceRow,
    IncidentRow,
    InterventionRow,
    KeptRulesRow,
    NodeRow,
    OutboxTableRow,
)

__all__ = [
    "AppliedEventRow", "AttemptRow", "AuditRow", "Base", "BoundQuizRow", "ChatRow", "DeploymentRow", "EvidenceRow",
    "ExamRow", "GuestRow", "HelpRow", "IncidentRow", "InstitutionRow", "InterventionRow", "InvitationRow",
    "KeptRulesRow", "LinkingRow", "NodeRow", "OutboxTableRow", "PastQuizRow", "PersonRow", "PersonalTokenRow",
    "PlatformRow", "PlatformTokenRow", "StaffGroupsRow", "StreamRow", "TicketRow", "ToolKeyRow",
    "TransitionRow", "UsedStateRow",
]
