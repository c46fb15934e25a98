"""Pages of the improvement cycle."""
