"""Every write of peer review."""
