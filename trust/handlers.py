"""Every module of this floor that registers background work: imported at start, so that each process knows all."""

from trust import handover

__all__ = ["handover"]
