"""Reports of the improvement cycle."""
