"""The validator against frictionless: generated registers of 45 columns, equality first, then processor time and memory.

No rule of the pipeline lives here; nothing in `pipelines` imports this.
"""
