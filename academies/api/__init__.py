"""Academies and their official facts over REST: reading only."""
