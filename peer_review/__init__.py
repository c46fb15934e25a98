"""Peer review: rounds and teams, the visit, its findings and report, and what comes of it."""
