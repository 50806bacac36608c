"""How far the legal report goes: perimeter, groupings, deliveries that lack, files that were read. No rate here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.livraisons.completude_mots import titre
from pipelines.rapports.legal_mots import CENTRALES
from pipelines.rapports.matiere import Matiere, Periode
from pipelines.rapports.modele import (
    Bloc,
    Cellule,
    Colonne,
    Encadre,
    Ligne,
    Liste,
    Paragraphe,
    Tableau,
    cellules,
)
from pipelines.rapports.mots import ABSENT, accorder, enumerer, jour_court, nombre

REFERENTIELS = {
    "sirene_unites_legales": "Sirene, unités légales",
    "sirene_unites_legales_historique": "Sirene, historique des unités légales",
    "sirene_etablissements": "Sirene, établissements",
    "annuaire_unites_legales": "Annuaire des entreprises, unités légales",
    "annuaire_etablissements": "Annuaire des entreprises, établissements",
    "liste_ess": "Liste des entreprises de l'économie sociale et solidaire",
    "liste_esus": "Liste des entreprises solidaires d'utilité sociale",
    "liste_siae": "Structures de l'insertion et du handicap",
    "communes": "Code officiel géographique, communes",
    "epci_communes": "Composition des intercommunalités",
}
A_RECLAMER = {"manquant": "manquant", "refuse": "refusé", "partiel": "partiel"}
ATTRIBUTIONS = {
    "coordonnateur": "comptés pour le coordonnateur",
    "membre": "comptés pour le membre qui les signe",
    "quote_part": "comptés pour chaque membre, pour sa part",
}


@dataclass(frozen=True)
class Manque:
    """Registers that a buyer owes for a year, by what became of them."""

    siren: str
    nom: str
    annee: str
    tables: Mapping[str, tuple[str, ...]]


def perimetre(matiere: Matiere, periode: Periode, acheteur: str | None) -> tuple[Bloc, ...]:
    """Which buyers, between which dates; groupings; what central purchasing bodies leave out."""
    vus = [a for a in matiere.acheteurs if acheteur in (None, a.siren)]
    lignes = [
        Ligne(cellules(a.nom or ABSENT, a.siren, jour_court(a.debut), jour_court(a.fin) if a.fin else "en cours",
                       _presence(a.debut, a.fin, periode)))
        for a in vus
    ]  # fmt: skip
    blocs: list[Bloc] = [
        Tableau(
            "Acheteurs que le schéma engage",
            (Colonne("Acheteur", 62), Colonne("SIREN", 24), Colonne("Depuis le", 24), Colonne("Jusqu'au", 24),
             Colonne("Sur la période", 36)),
            tuple(lignes),
        )
    ]  # fmt: skip
    if not vus:
        blocs = [
            Encadre(
                "La définition ne nomme aucun acheteur : les résultats portent sur tous ceux des données lues.",
                "alerte",
            )
        ]
    communs = _groupements(matiere, "groupement_commandes", periode)
    if communs:
        blocs += [
            Paragraphe("Groupements de commandes, dont chaque contrat compte une fois pour l'ensemble :"),
            Liste(communs),
        ]
    if matiere.ecarts:
        dit = "La définition du SPASER et le registre du périmètre ne s'accordent pas :"
        blocs += [Paragraphe(dit), Liste(matiere.ecarts)]
    blocs.append(Encadre(CENTRALES, "alerte"))
    if centrales := _groupements(matiere, "centrale_achat", periode):
        blocs += [Paragraphe("Centrales d'achat déclarées par les acheteurs :"), Liste(centrales)]
    return tuple(blocs)


def _presence(debut: Any, fin: Any, periode: Periode) -> str:
    premier, dernier = periode.jours
    if (debut and debut > dernier) or (fin and fin < premier):
        return "hors du périmètre"
    return "en partie" if (debut and debut > premier) or (fin and fin < dernier) else "entière"


def _groupements(matiere: Matiere, genre: str, periode: Periode) -> tuple[str, ...]:
    premier, dernier = periode.jours
    membres: dict[tuple[str, str], list[str]] = {}
    for g in matiere.groupements:
        present = g["date_debut"] <= dernier and (g["date_fin"] is None or g["date_fin"] >= premier)
        if g["type"] == genre and present:
            regle = ATTRIBUTIONS.get(str(g["attribution"]), str(g["attribution"]))
            chez_lui = genre == "groupement_commandes" and g["attribution"] == "coordonnateur"
            if chez_lui and matiere.acheteurs and str(g["coordonnateur_siren"]) not in matiere.connus:
                regle = "non comptés ici, le coordonnateur n'étant pas du périmètre"
            cle = (str(g["libelle"]), regle)
            membres.setdefault(cle, []).append(matiere.nom(str(g["membre_siren"])))
    return tuple(f"{nom} : contrats {regle} ({enumerer(qui)})." for (nom, regle), qui in membres.items())


def manquantes(matiere: Matiere, periode: Periode, acheteur: str | None) -> list[Manque]:
    """List who owes what among the deliveries expected for the period."""
    dus: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for r in matiere.completude or ():
        annee = str(r["periode"])[:4]
        vu = annee.isdigit() and int(annee) in periode.annees and acheteur in (None, r["acheteur_siren"])
        if vu and r["etat"] in A_RECLAMER:
            cle = (str(r["acheteur_siren"]), str(r.get("nom") or matiere.nom(r["acheteur_siren"])), annee)
            dus.setdefault(cle, {}).setdefault(str(r["etat"]), []).append(str(r["table_attendue"]))
    return [
        Manque(*cle, {etat: tuple(sorted(tables)) for etat, tables in etats.items()})
        for cle, etats in sorted(dus.items())
    ]


def livraisons_dites(matiere: Matiere, manques: list[Manque], periode: Periode) -> tuple[Bloc, ...]:
    """Say what was expected and did not come, buyer by buyer."""
    if matiere.completude is None:
        return (
            Encadre("La liste de ce que chaque acheteur devait livrer n'a pas été établie pour ce document."),
        )
    if not matiere.completude:
        return (
            Encadre("Aucune livraison n'est attendue : la définition ne nomme aucun acheteur.", "alerte"),
        )
    attente = sum(
        1 for r in matiere.completude
        if r["etat"] == "en_attente" and str(r["periode"])[:4] in map(str, periode.annees)
    )  # fmt: skip
    dite = f"{accorder(attente, 'livraison attendue', 'livraisons attendues')} dont le délai court encore."
    suite = (Paragraphe(dite, "note"),) if attente else ()
    if not manques:
        return (
            Paragraphe(
                "Toutes les livraisons attendues pour la période, et dont le délai est passé, ont été reçues."
            ),
            *suite,
        )
    lignes = []
    for m in manques:
        dites = [", ".join(map(titre, m.tables.get(etat, ()))) or ABSENT for etat in A_RECLAMER]
        lignes.append(Ligne(cellules(m.nom, m.annee, *dites)))
    table = Tableau(
        "Registres attendus qui manquent, acheteur par acheteur",
        (
            Colonne("Acheteur", 44),
            Colonne("Année", 16),
            Colonne("Non livrés", 50),
            Colonne("Refusés", 28),
            Colonne("Livrés en partie", 36),
        ),
        tuple(lignes),
        ("Ce que ces registres auraient dit est inconnu, et n'est compté ni comme un oui, ni comme un non.",),
    )
    return (table, *suite)


def sources(matiere: Matiere, periode: Periode) -> tuple[Bloc, ...]:
    """Say what was read for the figures of a period, up to which day."""
    bloc = matiere.legaux()
    lues = {
        s
        for r in bloc
        if (r["periode_debut"], r["periode_fin"]) == periode.jours
        for s in str(r["sources"]).split("|")
    }
    lus = sum(int(s["lus"]) for s in matiere.sources)
    items = [
        f"Données essentielles de la commande publique (DECP) : {accorder(len(matiere.sources), 'fichier')}, "
        f"{accorder(lus, 'enregistrement')} ; la liste est en annexe."
    ]
    en_vigueur: dict[str, list[Any]] = {}
    for livraison in matiere.livraisons:
        if livraison["etat"] == "en_vigueur" and livraison["table_livree"] in lues:
            en_vigueur.setdefault(str(livraison["table_livree"]), []).append(livraison["date_livraison"])
    if en_vigueur:
        total = sum(map(len, en_vigueur.values()))
        dernier = max(d for dates in en_vigueur.values() for d in dates)
        items.append(
            f"Registres des acheteurs : {accorder(total, 'livraison')} en vigueur, la dernière du "
            f"{jour_court(dernier)} "
            f"({enumerer(sorted(map(titre, en_vigueur)))}) ; les registres sur des personnes ne sont pas comptés."
        )
    items += [
        f"{REFERENTIELS.get(f['format'], f['format'])} : « {f['fichier']} », état du {_jour(f.get('observe_le'))}."
        for f in matiere.referentiels
        if not f.get("refus")
    ]
    return (
        Liste(tuple(items)),
        Paragraphe(f"Toutes les données sont arrêtées au {jour_court(matiere.arrete_au)}."),
    )


def fichiers(matiere: Matiere) -> tuple[Bloc, ...]:
    """List every file read, with the beginning of its SHA-256."""
    lignes = [
        Ligne(cellules(
            Cellule(str(s["fichier"]), f"refusé : {s['refus']}" if s.get("refus") else ""),
            nombre(int(s[compte] or 0)), str(s["sha256"])[:16]))
        for liste, compte in ((matiere.sources, "lus"), (matiere.referentiels, "lignes")) for s in liste
    ]  # fmt: skip
    if not lignes:
        return (Paragraphe("Aucun fichier n'est inscrit au compte rendu du traitement."),)
    colonnes = (
        Colonne("Fichier", 90),
        Colonne("Enregistrements", 32, "nombre"),
        Colonne("Empreinte (SHA-256, début)", 48),
    )
    return (Tableau("Fichiers lus pour établir ces chiffres", colonnes, tuple(lignes)),)


def _jour(lu: Any) -> str:
    return "/".join(reversed(str(lu).split("-"))) if lu else "date inconnue"
