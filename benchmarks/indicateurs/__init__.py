"""The engine of indicators against pandas: generated contracts and registers, equality first, then time and memory.

No rule of the pipeline lives here; nothing in `pipelines` imports this.
"""
