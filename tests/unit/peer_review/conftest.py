"""Peer review stands on the stage of the improvement cycle."""

from tests.unit.improvement_cycle.conftest import empty_stage, stage

__all__ = ["empty_stage", "stage"]
