"""The tables. Every column is labelled as personal or not; a test checks that. Rows never leave `tool.db`."""

from tool.db.rows.base import Base
from tool.db.rows.exams import AttemptRow, ExamRow, TransitionRow
from tool.db.rows.launches import LaunchStateRow, TicketRow, ToolKeyRow
from tool.db.rows.platforms import DeploymentRow, InstitutionRow, InvitationRow, PersonRow, PlatformRow
from tool.db.rows.talk import ChatRow, HelpRow
from tool.db.rows.watch import (
    AppliedEventRow,
    AuditRow,
    EvidenceRow,
    IncidentRow,
    InterventionRow,
    NodeRow,
    OutboxTableRow,
)

__all__ = [
    "AppliedEventRow", "AttemptRow", "AuditRow", "Base", "ChatRow", "DeploymentRow", "EvidenceRow", "ExamRow",
    "HelpRow", "IncidentRow", "InstitutionRow", "InterventionRow", "InvitationRow", "LaunchStateRow", "NodeRow",
    "OutboxTableRow", "PersonRow", "PlatformRow", "TicketRow", "ToolKeyRow", "TransitionRow",
]
