"""The validator against frictionless: generated files of 45 columns, equality first, then time and memory.

No rule of the pipeline lives here; nothing in `pipelines` imports this.
"""
