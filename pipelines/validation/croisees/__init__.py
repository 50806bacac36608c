"""Rules between rows and registers of a SPASER: one SQL file each, all listed in `catalogue`.

What a single record may hold is said by its schema; corrections and reconciliations belong to `contrats`.
"""
