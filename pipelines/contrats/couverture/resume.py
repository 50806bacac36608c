"""The tables on sources told to people: a few French sentences, and the rows that a check can show.

Everything is read in the published tables: what is said here can be found there. How they are made belongs to
`ecriture`.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.commun.duck import connect, literal, sql
from pipelines.contrats.couverture.ecriture import CHAMPS, ENSEMBLE

DERNIERS_MOIS = 12
"""How many of the latest judged months are told, when they are below what was expected."""

_NOMS = dict(zip(CHAMPS, CHAMPS, strict=True)) | {
    "date_notification": "date de notification",
    "procedure": "procédure",
    "code_cpv": "code CPV",
    "duree_mois": "durée",
    "forme_prix": "forme du prix",
}


def resume(tables: Path) -> list[str]:
    """Say in a few lines what the tables on sources show; read from `tables`/<table>.parquet."""
    [lues] = _lire(tables, "resume_sources")
    lignes = [_sources(lues)]
    if lues["contrats"]:
        lignes.append(_recouvrement(lues))
        lignes += [_delai(x) for x in retards(tables) if x["source"] == ENSEMBLE]
        lignes += _baisses(sous_attendu(tables))
    if divergences := _lire(tables, "resume_divergences"):
        dites = ", ".join(f"{_NOMS[x['champ']]} ({_nombre(x['contrats'])})" for x in divergences)
        lignes.append(f"Divergences entre sources, en contrats : {dites}.")
    return lignes


def retards(tables: Path) -> list[dict[str, Any]]:
    """How late each source publishes, all sources together first, over the months whose two months are over.

    Keys: source, marches, delai_connu, delai_inconnu, publies_hors_delai, part_hors_delai_pct (None when no lateness
    is known).
    """
    return _lire(tables, "resume_retards")


def sous_attendu(tables: Path, derniers: int = DERNIERS_MOIS) -> list[dict[str, Any]]:
    """List the months, of the latest `derniers` that are judged, where a source is well below what was expected.

    Keys: source, mois_notification, contrats, attendus, ecart_pct, contrats_absents_ici, etat. All sources together
    are not in the list: one source alone is to be asked for what is lacking.
    """
    return _lire(tables, "resume_baisses", derniers=str(int(derniers)))


def _lire(tables: Path, nom: str, **params: str) -> list[dict[str, Any]]:
    noms = ("sources_lues", "couverture", "divergences_sources")
    chemins = {table: literal(tables / f"{table}.parquet") for table in noms}
    with connect(threads=1, memory="200MB") as con:
        lu = con.execute(sql(__file__, nom, **chemins, **params))
        colonnes = [d[0] for d in lu.description or ()]
        return [dict(zip(colonnes, ligne, strict=True)) for ligne in lu.fetchall()]


def _sources(lues: dict[str, Any]) -> str:
    noms = ", ".join(lues["sources"])
    refuses = f", {_compte(lues['refuses'], 'refusé')}" if lues["refuses"] else ""
    ecartes = f" ; {_nombre(lues['ecartes'])} d'autres acheteurs laissés de côté" if lues["ecartes"] else ""
    return (
        f"Sources : {noms} ; {_compte(lues['fichiers'], 'fichier')}{refuses} ; "
        f"{_compte(lues['enregistrements'], 'enregistrement')}{ecartes}."
    )


def _recouvrement(lues: dict[str, Any]) -> str:
    if len(lues["sources"]) < 2:
        return (
            f"Couverture : {_compte(lues['contrats'], 'contrat')}, d'une seule source : rien ne les recoupe."
        )
    return (
        f"Couverture : {_compte(lues['contrats'], 'contrat')}, dont {_nombre(lues['seuls'])} dans une seule source "
        f"et {_nombre(lues['partages'])} dans plusieurs."
    )


def _delai(ligne: dict[str, Any]) -> str:
    if not ligne["delai_connu"]:
        return f"Délai de publication : inconnu pour les {_compte(ligne['marches'], 'marché')}."
    return (
        f"Délai de publication : {_decimal(ligne['part_hors_delai_pct'])} % publiés au-delà des deux mois "
        f"({_nombre(ligne['publies_hors_delai'])} sur {_nombre(ligne['delai_connu'])} ; "
        f"délai inconnu pour {_nombre(ligne['delai_inconnu'])})."
    )


def _baisses(lignes: list[dict[str, Any]]) -> list[str]:
    if not lignes:
        return []
    dites = [
        f"{x['source']} {x['mois_notification']} ({_compte(x['contrats'], 'contrat')}, "
        f"{_decimal(x['attendus'])} attendus)"
        for x in lignes[:5]
    ]
    suite = f" ; et {len(lignes) - 5} autres" if len(lignes) > 5 else ""
    return [f"Mois bien au-dessous de l'attendu : {' ; '.join(dites)}{suite}."]


def _compte(nombre: int, mot: str) -> str:
    return f"{_nombre(nombre)} {mot}{'s' if nombre > 1 else ''}"


def _nombre(nombre: int) -> str:
    return f"{nombre:,}".replace(",", " ")


def _decimal(valeur: Decimal) -> str:
    """12.0 is « 12 », 12.5 « 12,5 »: at most the one decimal of the tables."""
    return f"{valeur.normalize():f}".replace(".", ",")
