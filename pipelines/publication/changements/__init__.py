"""What changed between two releases: the table `changements`, its replay, and the CHANGELOG in sentences.

Releases are read, never written, here; when they are compared, and where the result goes, belongs to `publier`.
"""

from pipelines.publication.changements.ecriture import comparer, ecrire_vide
from pipelines.publication.changements.journal import nouveautes, rediger
from pipelines.publication.changements.version import HORS, TABLE

__all__ = ["HORS", "TABLE", "comparer", "ecrire_vide", "nouveautes", "rediger"]
