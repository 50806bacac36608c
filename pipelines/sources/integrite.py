"""The raw store against its own records: what is in force is there, whole, recent enough. Nothing is repaired here."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import sha256
from pipelines.sources.magasin import Magasin
from pipelines.sources.modele import Source
from pipelines.sources.noms import cle_source
from pipelines.sources.vigueur import vigueurs_de


def verifier(
    magasin: Magasin, sources: Sequence[Source], jour: date, *, empreintes: bool = False
) -> Iterator[str]:
    """Yield a sentence for each thing wrong in what these sources have in force: missing bytes, a wrong size, too old.

    `empreintes` reads every byte again and compares its SHA-256.
    """
    for source in sources:
        try:
            gardees = vigueurs_de(magasin, source, jour)
        except SpaserErreur as erreur:
            yield str(erreur)
            continue
        if not gardees:
            yield f"Source « {source.nom} » : rien n'est en vigueur. Lancez « spaser sources fetch »."
            continue
        for vigueur in gardees:
            try:
                fiche, chemin = magasin.lire(cle_source(source, magasin.dossier), vigueur)
            except SpaserErreur as erreur:
                yield str(erreur)
                continue
            if empreintes and sha256(chemin) != fiche.sha256:
                yield (
                    f"Magasin des sources : les octets de « {vigueur.nom_fichier} » ont changé depuis leur réception. "
                    f"Supprimez « {chemin} », puis relancez « spaser sources fetch »."
                )
        if retard := en_retard(magasin, source, jour):
            yield retard


def derniere_publication(magasin: Magasin, source: Source, jour: date) -> date | None:
    """Return the day of the latest publication in force, None when the source never said one."""
    jours = [_jour(v.publie_le) for v in vigueurs_de(magasin, source, jour)]
    return max((j for j in jours if j), default=None)


def en_retard(magasin: Magasin, source: Source, jour: date) -> str | None:
    """Say that the latest publication in force is older than `fraicheur_jours` on that day, None when it is not."""
    derniere = derniere_publication(magasin, source, jour)
    if derniere is None or jour - derniere <= timedelta(days=source.fraicheur_jours):
        return None
    return (
        f"Source « {source.nom} » : la dernière publication date du {derniere:%d/%m/%Y}, il y a plus de "
        f"{source.fraicheur_jours} jours (« fraicheur_jours »). Relancez la récolte, ou voyez avec le producteur."
    )


def _jour(dit: str | None) -> date | None:
    try:
        return datetime.fromisoformat(str(dit)).date()
    except ValueError:
        return None
