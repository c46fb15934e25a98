"""Every write of the improvement cycle."""
