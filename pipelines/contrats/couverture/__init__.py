"""Coverage: what each source of contracts brings, what it lacks, how late it publishes, and where sources disagree.

Nothing is decided here: contracts are those of `pipelines.contrats.etablir`, whatever their sources. Rules:
docs/couverture.md.
"""

from pipelines.contrats.couverture.ecriture import ENSEMBLE, TABLES, ecrire
from pipelines.contrats.couverture.resume import resume, retards, sous_attendu

__all__ = ["ENSEMBLE", "TABLES", "ecrire", "resume", "retards", "sous_attendu"]
