"""The schema lint: reads the catalogue and the models, and names every table that the three walls do not hold."""

from trust.lint.fault import Fault
from trust.lint.run import lint

__all__ = ["Fault", "lint"]
