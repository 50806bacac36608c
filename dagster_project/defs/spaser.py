"""One SPASER as Dagster sees it: keys, group, owners, tags, inputs. What its assets do belongs elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from dagster_project.defs.entrees import Entrees
from pipelines.commun.erreurs import SpaserErreur
from pipelines.contexte import Contexte, preparer


@dataclass(frozen=True)
class Spaser:
    """One folder of spasers/ under a root."""

    slug: str
    racine: Path

    @property
    def nom(self) -> str:
        """Return the slug as a Dagster identifier, which takes no hyphen."""
        return self.slug.replace("-", "_")

    @property
    def entrees(self) -> str:
        """Return the name of the resource that holds this SPASER's inputs."""
        return f"entrees_{self.nom}"

    def cle(self, actif: str) -> dg.AssetKey:
        """Return the key of an asset: the SPASER first, so that checks and freshness are its own."""
        return dg.AssetKey([self.slug, actif])

    def actif(
        self,
        nom: str,
        apres: tuple[str, ...],
        kinds: set[str],
        controles: dict[str, str],
        description: str,
        **autres: Any,
    ) -> Callable[[Callable[..., Any]], dg.AssetsDefinition]:
        """Return `dg.asset` with what our assets share; `controles` maps a check to its description.

        `autres` is what only some have (retry_policy, freshness_policy).
        """
        cle = self.cle(nom)
        asset: Callable[[Callable[..., Any]], dg.AssetsDefinition] = dg.asset(
            key=cle,
            deps=[self.cle(avant) for avant in apres],
            description=description,
            group_name=self.nom,
            kinds=kinds,
            owners=["team:commande-publique"],
            tags={"spaser": self.slug},
            required_resource_keys={self.entrees},
            pool=f"travail_{self.nom}",
            check_specs=[
                dg.AssetCheckSpec(controle, asset=cle, description=texte, blocking=True)
                for controle, texte in controles.items()
            ],
            **autres,
        )
        return asset

    def contexte(self, context: dg.AssetExecutionContext) -> Contexte:
        """Prepare the context of a run exactly as the command does.

        Errors: dg.Failure, in French and without retry, for a definition that cannot be understood.
        """
        entrees: Entrees = getattr(context.resources, self.entrees)
        try:
            return preparer(
                self.slug,
                racine=self.racine,
                decp=tuple(Path(chemin) for chemin in entrees.decp),
                published=Path(entrees.published) if entrees.published else None,
                travail=Path(entrees.travail) if entrees.travail else None,
                arrete_au=date.fromisoformat(entrees.arrete_au) if entrees.arrete_au else None,
                magasin=Path(entrees.magasin) if entrees.magasin else None,
            )
        except SpaserErreur as error:
            raise dg.Failure(str(error), allow_retries=False) from None
