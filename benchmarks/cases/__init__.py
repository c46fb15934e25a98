"""One benchmark per module: each has a `run(plan)` that returns results."""
