"""Timed comparisons on generated files: generator, equality gate, contenders, measures.

No rule of the pipeline lives here; nothing in `pipelines` imports this.
"""
