"""Releases: published columns in every form, their descriptors, and one immutable folder a version.

Nothing is computed here; what may leave was decided by the schemas (`rgpd`) and by `pipelines.secret`.
"""

from pipelines.publication.alias import TABLE as ALIAS
from pipelines.publication.anterieures import TABLE as ANTERIEURES
from pipelines.publication.changements import TABLE as CHANGEMENTS
from pipelines.publication.descripteurs.dictionnaire import TABLE as DICTIONNAIRE
from pipelines.publication.fiche import Fiche, Publication, Source
from pipelines.publication.publier import publier

FAITES_EN_PUBLIANT = (ALIAS, ANTERIEURES, CHANGEMENTS, DICTIONNAIRE)
"""The tables of a release that are made when it is, and not before."""

__all__ = ["FAITES_EN_PUBLIANT", "Fiche", "Publication", "Source", "publier"]
