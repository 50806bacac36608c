"""What a person may choose before a run. Left alone, a run takes what « spaser run SLUG » takes."""

import dagster as dg
from pydantic import Field


class Entrees(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Ce qui se choisit avant un lancement ; laissé vide, comme « spaser run »."""

    decp: list[str] = Field(
        default=[], description="Fichiers ou dossiers DECP à lire. Vide : ceux de data/raw/<slug>."
    )
    arrete_au: str = Field(
        default="", description="Date d'arrêté des données, AAAA-MM-JJ. Vide : celle du SPASER."
    )
    published: str = Field(default="", description="Dossier des publications. Vide : data/published.")
    travail: str = Field(default="", description="Dossier de travail, effaçable. Vide : data/travail.")
