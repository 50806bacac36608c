"""Looking suppliers up in a Sirene of thirty million establishments, against pandas: same answers first, then the cost.

No rule of the pipeline lives here; nothing in `pipelines` imports this.
"""
