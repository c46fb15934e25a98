"""Faults made on purpose against real processes; see the list in docs/testing.md."""
