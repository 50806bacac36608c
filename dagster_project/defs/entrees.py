"""What a person may choose before a run. Left alone, a run takes what « spaser run SLUG » takes."""

import dagster as dg
from pydantic import Field


class Entrees(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Ce qui se choisit avant un lancement ; laissé vide, comme « spaser run »."""

    decp: list[str] = Field(
        default=[], description="Fichiers ou dossiers DECP à lire, et eux seuls. Vide : ceux de spaser.yaml."
    )
    arrete_au: str = Field(
        default="", description="Date d'arrêté des données, AAAA-MM-JJ. Vide : celle du SPASER."
    )
    published: str = Field(default="", description="Dossier des publications. Vide : data/published.")
    magasin: str = Field(
        default="", description="Dossier où les sources sont gardées. Vide : data/raw/magasin."
    )
    travail: str = Field(default="", description="Dossier de travail, effaçable. Vide : data/travail.")
