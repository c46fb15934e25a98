"""Rules of peer review, on plain values."""
