"""What a change of files touches is decided again, the rest is kept: the same bytes as deciding everything.

Two elements can only bear on each other through what they share: an identifier, its stem, a framework agreement, or
all that stands in for a missing identifier (`cles_elements.sql`). Whatever is reached from a change by such keys is
decided again, whole (`fermeture`); the other rows of the tables are those of the last time (`tenir`).
"""
