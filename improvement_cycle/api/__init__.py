"""Cycles, agreed judgements and current status over REST: reading only, never a single view."""
