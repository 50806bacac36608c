"""The mutation suite: kinds of error put into clean registers, each to be found at its exact cell.

`python -m benchmarks.mutations` measures, `tests/mutations` holds the figures.
"""
