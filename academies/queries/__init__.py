"""What is read, as frozen dataclasses and QuerySets."""
