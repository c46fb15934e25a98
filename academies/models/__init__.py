"""Shared reference facts, and the academies of a trust."""

from academies.models.academy import Academy, AcademyTerm, Appointment, Cluster, ClusterMember
from academies.models.figures import FigureChange, Measure, MeasureFigure, SchoolFigure
from academies.models.frameworks import InspectionArea, InspectionFramework, InspectionGradeWord
from academies.models.inspections import Inspection, OfstedEntry
from academies.models.loads import DataLoad, RefusedRow
from academies.models.reference import Establishment, EstablishmentLink, GroupMembership, SchoolGroup

__all__ = [
    "Academy",
    "AcademyTerm",
    "Appointment",
    "Cluster",
    "ClusterMember",
    "DataLoad",
    "Establishment",
    "EstablishmentLink",
    "FigureChange",
    "GroupMembership",
    "Inspection",
    "InspectionArea",
    "InspectionFramework",
    "InspectionGradeWord",
    "Measure",
    "MeasureFigure",
    "OfstedEntry",
    "RefusedRow",
    "SchoolFigure",
    "SchoolGroup",
]
