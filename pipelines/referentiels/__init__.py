"""National files about suppliers (Sirene, Annuaire, ESS, ESUS, SIAE, COG): who is what, since when, and where.

Each file is a picture of a day. What is kept of it are codes and dates, never a name, an address, an e-mail or a
phone number. What a category means in an indicator belongs to `indicateurs`; the buyer's own register of suppliers, to
`registres`. Rules: docs/referentiels.md.
"""
