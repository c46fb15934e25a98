"""Objects of the improvement cycle: the model, the year, the matrix."""

from improvement_cycle.models.board_packs import BoardPack, BoardPackWithdrawal, DashboardVisit
from improvement_cycle.models.commitments import Commitment, Promise
from improvement_cycle.models.improvement_model import (
    CommitmentEntry,
    EvidenceSource,
    Grade,
    ImprovementModel,
    KeyArea,
    MatrixColumn,
    Scale,
    StatusCategory,
)
from improvement_cycle.models.inspection_weeks import InspectionDeadline, InspectionOutcome, InspectionWeek
from improvement_cycle.models.judgements import (
    CurrentStatus,
    Evidence,
    EvidenceArea,
    FigureAnswer,
    Judgement,
    JudgementEvidence,
    SurveyTable,
)
from improvement_cycle.models.matrix_files import MatrixFile
from improvement_cycle.models.meetings import (
    JudgementMeeting,
    MeetingAttendee,
    MeetingDecision,
    MeetingItem,
    OpenPoint,
)
from improvement_cycle.models.plan_rows import (
    Milestone,
    MonitoringCheck,
    Objective,
    ObjectiveReview,
    PlanAction,
    PlanRow,
)
from improvement_cycle.models.priorities import (
    Priority,
    PriorityAgreement,
    PriorityAlignment,
    PriorityBasis,
    PriorityComment,
    TrustPriority,
    TrustPriorityColumn,
)
from improvement_cycle.models.row_imports import RowImport
from improvement_cycle.models.sustain import SustainCheck, SustainMark
from improvement_cycle.models.trust_meetings import TrustMeeting, TrustMeetingPaper
from improvement_cycle.models.visits import Visit, VisitAnswer, VisitFollowUp, VisitMember
from improvement_cycle.models.year import AcademyCycle, Cycle, MatrixSnapshot, RowAgreement

__all__ = [
    "AcademyCycle",
    "BoardPack",
    "BoardPackWithdrawal",
    "Commitment",
    "CommitmentEntry",
    "CurrentStatus",
    "Cycle",
    "DashboardVisit",
    "Evidence",
    "EvidenceArea",
    "EvidenceSource",
    "FigureAnswer",
    "Grade",
    "ImprovementModel",
    "InspectionDeadline",
    "InspectionOutcome",
    "InspectionWeek",
    "Judgement",
    "JudgementEvidence",
    "JudgementMeeting",
    "KeyArea",
    "MatrixColumn",
    "MatrixFile",
    "MatrixSnapshot",
    "MeetingAttendee",
    "MeetingDecision",
    "MeetingItem",
    "Milestone",
    "MonitoringCheck",
    "Objective",
    "ObjectiveReview",
    "OpenPoint",
    "PlanAction",
    "PlanRow",
    "Priority",
    "PriorityAgreement",
    "PriorityAlignment",
    "PriorityBasis",
    "PriorityComment",
    "Promise",
    "RowAgreement",
    "RowImport",
    "Scale",
    "StatusCategory",
    "SurveyTable",
    "SustainCheck",
    "SustainMark",
    "TrustMeeting",
    "TrustMeetingPaper",
    "TrustPriority",
    "TrustPriorityColumn",
    "Visit",
    "VisitAnswer",
    "VisitFollowUp",
    "VisitMember",
]
