"""Each of the 261 rows that the five SPASERs ask to follow finds its columns in the schemas.

`lignes.csv` holds the rows (id, action, measure, filter), `besoins.csv` what a measure, a characteristic, a
denominator, a category of supplier or a filter needs: `table.colonne`, `table.colonne=valeur` or `externe:...`.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipelines.schemas import tables as schemas
from pipelines.schemas.cellules import lire

ICI = Path(__file__).parent
INVENTAIRE = Path(__file__).parents[3] / "shared" / "inventaire"
# What other rooms will bring: national registers on companies, the definition of a SPASER, the releases.
EXTERNES = {
    "externe:sirene.categorie_entreprise",
    "externe:sirene.tranche_effectifs",
    "externe:sirene.code_commune_etablissement",
    "externe:sirene.economie_sociale_solidaire",
    "externe:definition.objectif",
    "externe:definition.territoire",
    "externe:publication.jeux",
    "externe:publication.date",
}


def table(nom: str, dossier: Path = ICI) -> list[dict[str, str]]:
    with (dossier / nom).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def besoins() -> dict[tuple[str, str, str], str]:
    lus = {(b["mesure"], b["cle"], b["valeur"]): b["besoins"] for b in table("besoins.csv")}
    assert len(lus) == len(table("besoins.csv")), "un besoin est écrit deux fois"
    return lus


def filtres(texte: str) -> list[tuple[str, str]]:
    """`type=formation|information;public=ess` -> one pair per value."""
    paires = [morceau.split("=", 1) for morceau in texte.split(";") if morceau]
    return [(cle, valeur) for cle, valeurs in paires for valeur in valeurs.split("|")]


def resoudre(ligne: dict[str, str]) -> Iterator[str]:
    """Yield the needs of a row: those of its measure, then of each value of its filter."""
    connus, mesure = besoins(), ligne["measure_id"]
    paires = filtres(ligne["measure_filter"])
    cible = next((v for c, v in paires if c in ("caracteristique", "titulaire")), "")
    cible = f"action_{ligne['action_no']}" if ligne["action_no"] else cible
    textes = [(connus[(mesure, "", "")], "")]
    for cle, valeur in paires:
        trouves = [
            connus[clef]
            for m in (mesure, "*")
            for clef in ((m, cle, valeur), (m, cle, "*"))
            if clef in connus
        ]
        assert trouves, f"{ligne['row_id']} : rien ne dit ce que demande {cle}={valeur}"
        textes += [(texte, valeur) for texte in trouves]
    for texte, valeur in textes:
        for besoin in filter(None, texte.split(" ; ")):
            yield besoin.replace("{valeur}", valeur).replace("{cible}", cible)


def defaut(besoin: str) -> str | None:
    """Say why a need is not met; None when it is."""
    if besoin.startswith("externe:"):
        return None if besoin in EXTERNES else f"{besoin} : source externe inconnue"
    colonne, egal, valeur = besoin.partition("=")
    nom, _, champ_nom = colonne.partition(".")
    if nom not in schemas.lister():
        return f"{besoin} : pas de table « {nom} »"
    champ = next((c for c in schemas.charger(nom)["fields"] if c["name"] == champ_nom), None)
    if champ is None:
        return f"{besoin} : pas de colonne « {champ_nom} »"
    return f"{besoin} : valeur impossible" if egal and not possible(champ, valeur) else None


def possible(champ: schemas.Champ, valeur: str) -> bool:
    """Say whether a column can hold a value, and hold it *on purpose*: free text is not a promise."""
    contraintes = champ.get("constraints", {})
    if "enum" in contraintes:
        return valeur in contraintes["enum"]
    if champ["type"] == "boolean":
        return valeur in champ["trueValues"] + champ["falseValues"]
    if champ["type"] in ("integer", "number"):
        nombre = lire(champ["type"], valeur)
        bornes = contraintes.get("minimum", float("-inf")), contraintes.get("maximum", float("inf"))
        return nombre is not None and bornes[0] <= nombre <= bornes[1]
    return "pattern" in contraintes and re.fullmatch(contraintes["pattern"], valeur) is not None


LIGNES = table("lignes.csv")


@pytest.mark.parametrize("ligne", LIGNES, ids=lambda ligne: ligne["row_id"])
def test_a_row_of_the_inventory_finds_its_columns(ligne: dict[str, str]):
    demandes = list(resoudre(ligne))
    assert demandes, "une ligne sans besoin ne prouve rien"
    assert [texte for texte in map(defaut, demandes) if texte] == []


def test_there_are_261_rows_and_no_need_is_written_for_nothing():
    assert len({ligne["row_id"] for ligne in LIGNES}) == len(LIGNES) == 261
    servis = {(m, "", "") for m in {ligne["measure_id"] for ligne in LIGNES}}
    for ligne in LIGNES:
        for cle, valeur in filtres(ligne["measure_filter"]):
            for mesure in (ligne["measure_id"], "*"):
                servis |= {(mesure, cle, valeur), (mesure, cle, "*")}
    inutiles = {clef for clef in besoins() if clef not in servis}
    # a category of supplier is the same need for one who holds a contract and for one who is paid
    assert {clef for clef in inutiles if clef[1] not in ("titulaire", "fournisseur")} == set()


@pytest.mark.parametrize(
    ("besoin", "raison"),
    [
        ("paiement.montant_ht_eur", "pas de table"),
        ("paiements.montant", "pas de colonne"),
        ("paiements.moyen=virement", "valeur impossible"),
        ("registre_contrats.innovant=oui", "valeur impossible"),
        ("programmation.annee_renouvellement=1984", "valeur impossible"),
        ("ciblages.cible=Clause d'insertion", "valeur impossible"),
        ("externe:meteo.temperature", "inconnue"),
    ],
)
def test_a_need_that_is_not_met_is_seen(besoin: str, raison: str):
    assert raison in (defaut(besoin) or "")


def test_a_filter_that_nothing_explains_is_seen():
    inconnue = {"row_id": "x", "action_no": "", "measure_id": "nb_contrats", "measure_filter": "humeur=bonne"}
    with pytest.raises(AssertionError, match="humeur=bonne"):
        list(resoudre(inconnue))


@pytest.mark.skipif(not INVENTAIRE.is_dir(), reason="l'inventaire n'est pas à côté du dépôt")
def test_the_rows_are_those_of_the_inventory():
    colonnes = list(LIGNES[0])
    siennes = [{c: ligne[c] for c in colonnes} for ligne in table("indicators.csv", INVENTAIRE)]
    assert siennes == LIGNES


@pytest.mark.skipif(not INVENTAIRE.is_dir(), reason="l'inventaire n'est pas à côté du dépôt")
@pytest.mark.parametrize(
    ("fichier", "cle", "genre"),
    [
        ("measures.csv", "measure_id", "mesure"),
        ("caracteristiques.csv", "code", "caracteristique"),
        ("denominateurs.csv", "code", "denominateur"),
        ("categories_fournisseurs.csv", "code", "titulaire"),
    ],
)
def test_the_closed_lists_of_the_inventory_are_all_there(fichier: str, cle: str, genre: str):
    colonne = "mesure" if genre == "mesure" else "valeur"
    siens = {ligne[cle] for ligne in table(fichier, INVENTAIRE)}
    assert {b[colonne] for b in table("besoins.csv") if b["genre"] == genre} == siens
    if genre == "caracteristique":
        texte = (INVENTAIRE / fichier).read_text(encoding="utf-8")
        nommes = re.findall(r"code (?:=|∈) ?\(?((?:'[a-z0-9_]+',?)+)", texte)
        codes = {code for liste in nommes for code in re.findall(r"'([a-z0-9_]+)'", liste)}
        [champ] = [c for c in schemas.charger("clauses")["fields"] if c["name"] == "code"]
        assert len(codes) > 30 and codes <= set(champ["constraints"]["enum"])
