"""Read a SPASER from its folder into `modele`. What is wrong in it is told, place by place, by `verifier`."""

import glob
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition import modele as m
from pipelines.indicateurs.definition.tableau import Rangee, lire_filtre, lire_tableau

FICHE = "spaser.yaml"


def editions(racine: Path, slug: str) -> list[Path]:
    """List the folders of the editions of a SPASER, oldest first.

    Errors: SpaserErreur when there is no such SPASER.
    """
    fiches = sorted(racine.glob(f"spasers/{glob.escape(slug)}/*/{FICHE}"))
    if not fiches:
        connus = sorted({fiche.parts[-3] for fiche in racine.glob(f"spasers/*/*/{FICHE}")})
        raise SpaserErreur(f"Aucun SPASER « {slug} » dans spasers/. Connus : {', '.join(connus) or 'aucun'}.")
    return [fiche.parent for fiche in fiches]


def lire_definition(racine: Path, slug: str, edition: str | None = None) -> m.Definition:
    """Read one edition of a SPASER, the latest by default.

    Errors: SpaserErreur for no such SPASER or edition, and for what cannot be read, with its place.
    """
    dossiers = editions(racine, slug)
    dossier = next((d for d in dossiers if d.name == edition), None) if edition else dossiers[-1]
    if dossier is None:
        connues = ", ".join(d.name for d in dossiers)
        raise SpaserErreur(f"« {slug} » n'a pas d'édition « {edition} ». Connues : {connues}.")
    lieu = f"spasers/{slug}/{dossier.name}"
    fiche = lire_fiche(dossier / FICHE, f"{lieu}/{FICHE}")
    return m.Definition(
        slug=slug,
        edition=dossier.name,
        titre=str(fiche.get("titre", "")),
        dossier=dossier,
        fictif=fiche.get("fictif") is True,
        acheteurs=tuple(acheteur_de(a, f"{lieu}/{FICHE}") for a in fiche.get("acheteurs") or ()),
        indicateurs=_table(dossier, lieu, "indicateurs", indicateur_de),
        objectifs=_table(dossier, lieu, "objectifs", _objectif),
        observations=_table(dossier, lieu, "observations", _observation),
        actions=_table(dossier, lieu, "actions", _action),
        yaml=fiche,
    )


def lire_fiche(path: Path, nom: str) -> dict[str, Any]:
    """Read spaser.yaml.

    Errors: SpaserErreur for a file that is not YAML, or holds something else than keys.
    """
    try:
        fiche = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as erreur:
        raise SpaserErreur(f"{nom} n'est pas du YAML lisible.") from erreur
    if not isinstance(fiche, dict):
        raise SpaserErreur(f"{nom} doit commencer par des clés, par exemple « slug: ».")
    return fiche


def _table(dossier: Path, lieu: str, nom: str, faire: Any) -> tuple[Any, ...]:
    tableau = lire_tableau(dossier / f"{nom}.csv", f"{lieu}/{nom}.csv")
    lues = []
    for rangee in tableau.rangees:
        try:
            lues.append(faire(rangee))
        except (ValueError, InvalidOperation) as erreur:
            raison = str(erreur) if type(erreur) is ValueError else "un nombre est attendu"
            raise SpaserErreur(f"{tableau.fichier}, ligne {rangee.ligne} : {raison}.") from erreur
    return tuple(lues)


def indicateur_de(r: Rangee) -> m.Indicateur:
    """Make an indicator of a row; errors: ValueError for a cell that cannot be read."""
    return m.Indicateur(
        indicateur_id=r["indicateur_id"],
        libelle=r["libelle"],
        type=r["type"],
        unite=r["unite"],
        mesure=r["mesure"],
        filtre=lire_filtre(r["filtre"]),
        statut=r["statut"],
        ligne_texte=_entier(r["ligne_texte"]),
        **_textes(
            r, "puce_id", "axe_numero", "axe", "objectif_numero", "objectif", "action_numero", "action"
        ),
        **_textes(r, "chapeau", "partie", "pilote", "ancien_id", "note"),
    )


def _objectif(r: Rangee) -> m.Objectif:
    return m.Objectif(
        objectif_id=r["objectif_id"],
        indicateur_id=r["indicateur_id"],
        operateur=r["operateur"],
        trajectoire=r["trajectoire"],
        fondement=r["fondement"],
        valeur=_nombre(r["valeur"]),
        depart_annee=_entier(r["depart_annee"]),
        depart_valeur=_nombre(r["depart_valeur"]),
        **_textes(r, "valeur_texte", "unite", "echeance", "note"),
    )


def _observation(r: Rangee) -> m.Observation:
    return m.Observation(
        indicateur_id=r["indicateur_id"],
        annee=int(r["annee"]),
        valeur=_nombre(r["valeur"]),
        unite=r["unite"],
        source=r["source"],
        **_textes(r, "valeur_texte", "note"),
    )


def _action(r: Rangee) -> m.Action:
    return m.Action(
        action_id=r["action_id"],
        type=r["type"],
        libelle=r["libelle"],
        ligne_texte=_entier(r["ligne_texte"]),
        **_textes(r, "axe_numero", "axe", "objectif_numero", "objectif", "numero", "pilote"),
    )


def acheteur_de(lu: Any, nom: str) -> m.Acheteur:
    """Read a buyer of spaser.yaml, in the file `nom`; errors: SpaserErreur without a quoted SIREN, or a wrong date."""
    if not isinstance(lu, dict) or not isinstance(lu.get("siren"), str):
        raise SpaserErreur(f"{nom} : chaque acheteur a un « siren » entre guillemets.")
    return m.Acheteur(
        lu["siren"], str(lu.get("nom", "")), _jour(lu.get("debut"), nom), _jour(lu.get("fin"), nom)
    )


def _jour(lu: Any, nom: str) -> date | None:
    """Read a date of spaser.yaml, with or without quotes."""
    if lu is None or type(lu) is date:
        return lu
    try:
        return date.fromisoformat(str(lu))
    except ValueError as erreur:
        raise SpaserErreur(f"{nom} : « {lu} » n'est pas une date AAAA-MM-JJ.") from erreur


def _textes(r: Rangee, *colonnes: str) -> dict[str, Any]:
    return {colonne: r[colonne] or None for colonne in colonnes}


def _entier(texte: str) -> int | None:
    if texte and not texte.isascii():
        raise ValueError(f"« {texte} » n'est pas un nombre entier")
    return int(texte) if texte else None


def _nombre(texte: str) -> Decimal | None:
    return Decimal(texte) if texte else None
