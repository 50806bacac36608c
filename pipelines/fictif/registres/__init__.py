"""The buyers' own registers of the fictional community, made from the same true contracts as its DECP.

Belongs here: what invents rows (one module per family of registers), what breaks some of them on purpose
(`ecarts`, `livraisons`), the files that carry them (`formes`, `classeurs`) and what must be found
(`oracle`). Does not belong here: anything that reads a register, so that the oracle shares no mistake
with the code that it judges.
"""
