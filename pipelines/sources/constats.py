"""What is told of a resource once it is dealt with, in sentences for the data manager. Nothing is decided here."""

from datetime import UTC, date, datetime

from pipelines.sources.fiches import Fiche, Vigueur
from pipelines.sources.modele import Constat, Ressource, Source


def recue(
    source: Source,
    ressource: Ressource,
    etat: str,
    fiche: Fiche,
    avant: Vigueur | None,
    essais: int = 0,
    remarques: tuple[str, ...] = (),
) -> Constat:
    """Tell of a snapshot that is in force; the message warns of a source that goes back in time."""
    messages = list(remarques)
    if avant and _plus_ancienne(ressource.publie_le, avant.publie_le):
        messages.append(
            f"« {ressource.nom_fichier} » est datée du {str(ressource.publie_le)[:10]}, avant la version précédente "
            f"({str(avant.publie_le)[:10]}) : la source a pu revenir en arrière, vérifiez auprès du producteur."
        )
    message = f"Source « {source.nom} » : {' '.join(messages)}" if messages else ""
    return Constat(
        source.nom,
        ressource.id,
        etat,
        message,
        nom=ressource.nom_fichier,
        octets=fiche.octets,
        sha256=fiche.sha256,
        enregistrements=fiche.enregistrements,
        essais=essais,
        publie_le=ressource.publie_le,
    )


def echec(
    source: Source,
    ressource: Ressource,
    etat: str,
    motif: str,
    vigueur: Vigueur | None,
    essais: int = 0,
    refusee: Fiche | None = None,
) -> Constat:
    """Tell of a resource that gave nothing new: why, and what counts in the meantime."""
    reste = (
        f"La version en vigueur depuis le {vigueur.depuis} le reste."
        if vigueur
        else "Rien de cette ressource n'est en vigueur."
    )
    return Constat(
        source.nom,
        ressource.id,
        etat,
        f"Source « {source.nom} » : « {ressource.nom_fichier} » : {motif.strip()} {reste}",
        nom=ressource.nom_fichier,
        octets=refusee.octets if refusee else 0,
        sha256=refusee.sha256 if refusee else None,
        essais=essais,
        publie_le=ressource.publie_le,
    )


def disparue(source: Source, vigueur: Vigueur, fiche: Fiche | None, jour: date) -> Constat:
    """Tell of a snapshot in force whose resource is no longer listed, and how to take it away."""
    message = (
        f"Source « {source.nom} » : « {vigueur.nom_fichier} » n'est plus publiée (constaté le {vigueur.disparue_le}). "
        "Sa dernière version reste en vigueur ; pour l'ôter, ajoutez sous « retraits » : "
        f'{{ressource: "{vigueur.ressource}", depuis: "{jour}", raison: "..."}}.'
    )
    return Constat(
        source.nom,
        vigueur.ressource,
        "disparue",
        message,
        nom=vigueur.nom_fichier,
        octets=fiche.octets if fiche else 0,
        sha256=vigueur.sha256,
        enregistrements=fiche.enregistrements if fiche else None,
        publie_le=vigueur.publie_le,
    )


def _plus_ancienne(nouvelle: str | None, ancienne: str | None) -> bool:
    try:
        avant, apres = datetime.fromisoformat(str(ancienne)), datetime.fromisoformat(str(nouvelle))
    except ValueError:
        return False
    return apres.replace(tzinfo=apres.tzinfo or UTC) < avant.replace(tzinfo=avant.tzinfo or UTC)
