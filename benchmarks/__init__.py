"""Measures Fourfold against floors taken in the same run. How to run and how to read: docs/benchmarks.md."""
