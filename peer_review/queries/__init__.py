"""What is read of peer review."""
