"""The sources of a SPASER before a run: brought into the raw store, judged by the reader of DECP, listed for reading.

How they are brought in belongs to `pipelines.sources`, how they are read to `pipelines.decp`.
"""

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect, literal, sql
from pipelines.commun.erreurs import FichierRefuse, SpaserErreur
from pipelines.commun.fichiers import ecrire_json
from pipelines.decp.filtre import Filtre
from pipelines.decp.formats import reconnaitre
from pipelines.decp.lecture import lire_fichiers
from pipelines.sources.configuration import lire_sources
from pipelines.sources.examen import Jugement
from pipelines.sources.magasin import MAGASIN, Magasin
from pipelines.sources.modele import Entree, Source
from pipelines.sources.politique import Politique
from pipelines.sources.recolte import ATTENTE_S, Recolte, Suivi
from pipelines.sources.recolte import recolter as recolter_sources
from pipelines.sources.vigueur import en_vigueur

__all__ = ["MAGASIN", "entrees_en_vigueur", "juger", "preparer_recolte", "recolter"]

RAPPORT = "recolte.json"
PERSONNE = "000000000"
_un_a_la_fois = threading.Lock()


def preparer_recolte(definition: Mapping[str, Any], racine: Path) -> list[Source]:
    """Return the sources that a definition declares, none of them being asked for anything.

    Errors: SpaserErreur naming the entry and what to write.
    """
    return lire_sources(definition, racine)


def recolter(
    sources: Sequence[Source],
    magasin: Path,
    maintenant: datetime,
    *,
    travail: Path | None = None,
    suivi: Suivi | None = None,
    dire: Callable[[str], None] | None = None,
    politique: Politique | None = None,
    attendre_s: float = ATTENTE_S,
) -> Recolte:
    """Bring in what changed, and write the report to `travail`/recolte.json.

    `maintenant` bears its time zone. What failed is in the report: nothing is raised for one source or one file.
    Errors: SpaserErreur when another harvest holds the store.
    """
    recolte = recolter_sources(
        sources,
        Magasin(magasin),
        politique or Politique(),
        juger,
        maintenant,
        suivi,
        attendre_s=attendre_s,
        dire=dire,
    )
    if travail is not None:
        travail.mkdir(parents=True, exist_ok=True)
        ecrire_json(travail / RAPPORT, recolte.en_objet())
    return recolte


def entrees_en_vigueur(sources: Sequence[Source], magasin: Path, jour: date) -> list[Entree]:
    """List the files that a run reads, sorted by name, as withdrawals stand on `jour`; the network is not asked.

    Errors: SpaserErreur when a source has nothing in force, or when bytes of the store are missing or cut short.
    """
    entrees = en_vigueur(Magasin(magasin), sources, jour)
    trouvees = {entree.origine for entree in entrees}
    if vides := [source.nom for source in sources if source.nom not in trouvees]:
        raise SpaserErreur(
            f"Aucun fichier n'est en vigueur pour {'la source' if len(vides) == 1 else 'les sources'} "
            f"{', '.join(f'« {nom} »' for nom in vides)} : des contrats manqueraient sans que rien ne le dise. "
            "Lancez « spaser sources fetch », corrigez « ressources », ou ôtez-la de spaser.yaml."
        )
    return entrees


def juger(chemin: Path, nom: str) -> Jugement:
    """Read a file as a run will, and count its records: whatever its buyers, since the store serves every SPASER.

    One file is read at a time: reading takes all the processors by itself.
    """
    try:
        plat = reconnaitre(nom, chemin) in ("csv", "parquet")
    except FichierRefuse as refus:
        return Jugement(None, _sans_nom(str(refus), nom))
    with _un_a_la_fois, tempfile.TemporaryDirectory(prefix="spaser-") as dossier:
        # nobody's lines are written of a flat table of millions: all of them are parsed and counted
        filtre = Filtre([PERSONNE]) if plat else None
        entree = Entree(nom, chemin, filtrer=plat)
        staging = Path(dossier) / "staging"
        lue = lire_fichiers([entree], staging, filtre=filtre)[0]
        vide = bool(lue.lus) and not _quelque_chose(staging)
    if lue.lus is None:
        return Jugement(None, _sans_nom(str(lue.refus), nom))
    if vide:
        return Jugement(
            None, "aucun enregistrement n'a d'identifiant, d'acheteur ni d'objet : ce ne sont pas des DECP."
        )
    return Jugement(lue.lus + lue.ecartes)


def _quelque_chose(staging: Path) -> bool:
    """Tell whether some record says anything: an answer in JSON that is no DECP reads as one record of nothing."""
    with connect(threads=1) as con:
        return con.execute(
            sql(__file__, "etapes_sources", parts=literal(f"{staging}/*/*.parquet"))
        ).fetchone() == (True,)


def _sans_nom(refus: str, nom: str) -> str:
    return refus.removeprefix(f"{nom} : ")
