"""Releases: published columns as CSV and JSON, their descriptors, and one immutable folder a version.

Nothing is computed here; what may leave was decided by the schemas (`rgpd`) and by `pipelines.secret`.
"""

from pipelines.publication.fiche import Fiche, Publication, Source
from pipelines.publication.publier import publier

__all__ = ["Fiche", "Publication", "Source", "publier"]
