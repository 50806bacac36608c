"""Each spelling that is understood, and each that is left as written with a doubt, one cell at a time."""

from pathlib import Path

import pytest

from pipelines.commun.erreurs import FichierRefuse
from tests.registres.outils import SCHEMA, canonique, classeur, colonne, doutes, lire, texte

NB, FINE = "\u00a0", "\u202f"
COMPRIS = [
    ("montant_ht_eur", "1234.50", "1234.50"),
    ("montant_ht_eur", "1234,50", "1234.50"),
    ("montant_ht_eur", "1 234,50", "1234.50"),
    ("montant_ht_eur", f"1{NB}234{NB}567,5", "1234567.5"),
    ("montant_ht_eur", f"1{FINE}234", "1234"),
    ("montant_ht_eur", "1.234,50", "1234.50"),
    ("montant_ht_eur", "1,234.50", "1234.50"),
    ("montant_ht_eur", "1.234.567", "1234567"),
    ("montant_ht_eur", "12,5 €", "12.5"),
    ("montant_ht_eur", f"12,5{NB}EUR", "12.5"),
    ("montant_ht_eur", "12 euros", "12"),
    ("montant_ht_eur", "-3,10", "-3.10"),
    ("montant_ht_eur", "−3,10", "-3.10"),
    ("montant_ht_eur", "0,125", "0.125"),
    ("montant_ht_eur", "1234,567", "1234.567"),
    ("taux_pct", "12,5 %", "12.5"),
    ("taux_pct", f"12{NB}%", "12"),
    ("nombre", "1 234", "1234"),
    ("nombre", "12,0", "12"),
    ("nombre", "12.00", "12"),
    ("heures_realisees", "7h30", "7.5"),
    ("heures_realisees", "7 h 05", "7.08"),
    ("heures_realisees", "7:20", "7.33"),
    ("heures_realisees", "7:20:00", "7.33"),
    ("heures_realisees", "1234h", "1234"),
    ("heures_realisees", "7,5", "7.5"),
    ("date_debut", "05/01/2024", "2024-01-05"),
    ("date_debut", "5/1/2024", "2024-01-05"),
    ("date_debut", "05-01-2024", "2024-01-05"),
    ("date_debut", "31.12.2023", "2023-12-31"),
    ("date_debut", "2024-1-5", "2024-01-05"),
    ("date_debut", "2024-01-05 00:00:00", "2024-01-05"),
    ("date_debut", "05/01/2024 00:00", "2024-01-05"),
    ("date_debut", "29/02/2024", "2024-02-29"),
    ("innovant", "oui", "true"),
    ("innovant", "OUI", "true"),
    ("innovant", "o", "true"),
    ("innovant", "x", "true"),
    ("innovant", "X", "true"),
    ("innovant", "Vrai", "true"),
    ("innovant", "1", "true"),
    ("innovant", "NON", "false"),
    ("innovant", "n", "false"),
    ("innovant", "faux", "false"),
    ("innovant", "0", "false"),
    ("procedure", "Procédure adaptée", "procedure_adaptee"),
    ("procedure", "Appel d'offres ouvert", "appel_offres_ouvert"),
    ("procedure", "PROCEDURE-ADAPTEE", "procedure_adaptee"),
    ("procedure", "ess", "ESS"),
    ("titulaire_siret", f"000 000 019{NB}00015", "00000001900015"),
    ("objet", f" {NB}Travaux, voirie {FINE}", "Travaux, voirie"),
    ("objet", "deux\nlignes", "deux\nlignes"),
    ("objet", 'dit "neuf"', 'dit "neuf"'),
    ("objet", "1 234,50", "1 234,50"),
    ("objet", "oui", "oui"),
]
LAISSES = [
    ("montant_ht_eur", "1 23,50", None),
    ("montant_ht_eur", "12 34", None),
    ("montant_ht_eur", "0 123", None),
    ("montant_ht_eur", "(12,50)", None),
    ("montant_ht_eur", "12 k€", None),
    ("montant_ht_eur", "1'234", None),
    ("montant_ht_eur", "12,5,6", None),
    ("montant_ht_eur", "NC", "spaser-sans-reponse"),
    ("montant_ht_eur", "12 %", "spaser-pourcentage"),
    ("montant_ht_eur", "#REF!", "spaser-cellule-en-erreur"),
    ("taux_pct", "12 €", None),
    ("nombre", "12,5", None),
    ("heures_realisees", "7h75", None),
    ("date_debut", "05/01/24", "spaser-annee-courte"),
    ("date_debut", "30/02/2024", None),
    ("date_debut", "2024-13-05", None),
    ("date_debut", "45296", "spaser-date-en-serie"),
    ("date_debut", "2024-01-05 10:30", "spaser-date-avec-heure"),
    ("date_debut", "2024", "spaser-date-en-serie"),
    ("date_debut", "janvier 2024", None),
    ("date_debut", "-", "spaser-sans-reponse"),
    ("innovant", "peut-être", None),
    ("innovant", "NC", "spaser-sans-reponse"),
    ("innovant", "sans objet", "spaser-sans-reponse"),
    ("procedure", "appel d'offres", None),
    ("procedure", "néant", "spaser-sans-reponse"),
    ("titulaire_siret", "2,13E+13", "spaser-identifiant-arrondi"),
    ("titulaire_siret", "2.13006E+13", "spaser-identifiant-arrondi"),
    ("titulaire_siret", "0000001900015", "spaser-zero-perdu"),
    ("titulaire_siret", "123", None),
    ("reference", "NC", "spaser-sans-reponse"),
    ("objet", "Sans objet", "spaser-sans-reponse"),
    ("objet", "#N/A", "spaser-cellule-en-erreur"),
]


def en_csv(dossier: Path, nom: str, cellule: str) -> Path:
    titres = ["acheteur_siren", "reference", nom] if nom != "reference" else ["acheteur_siren", nom, "objet"]
    valeurs = {"acheteur_siren": "000000019", "reference": "R1", "objet": "o"} | {nom: cellule}
    citee = [f'"{valeurs[t].replace(chr(34), chr(34) * 2)}"' for t in titres]
    return texte(dossier, ";".join(titres) + "\n" + ";".join(citee) + "\n")


@pytest.mark.parametrize(("nom", "ecrit", "lu"), COMPRIS)
@pytest.mark.parametrize("forme", ["csv", "xlsx"])
def test_understood(tmp_path: Path, nom: str, ecrit: str, lu: str, forme: str):
    if forme == "csv":
        path = en_csv(tmp_path, nom, ecrit)
    else:
        path = classeur(tmp_path, [["acheteur_siren", "reference", nom], ["000000019", "R1", ecrit]])
    lecture = lire(path)
    assert colonne(lecture, nom) == [lu]
    assert doutes(lecture) == []
    assert lecture.original(2, nom) == ecrit


@pytest.mark.parametrize(("nom", "ecrit", "code"), LAISSES)
@pytest.mark.parametrize("forme", ["csv", "xlsx"])
def test_left_as_written(tmp_path: Path, nom: str, ecrit: str, code: str | None, forme: str):
    if forme == "csv":
        path = en_csv(tmp_path, nom, ecrit)
    else:
        ligne = {"acheteur_siren": "000000019", "reference": "R1", "objet": "o"} | {nom: ecrit}
        path = classeur(tmp_path, [list(ligne), list(ligne.values())])
    lecture = lire(path)
    # 12,5 is read as 12.5 whatever the column; the engine then says it is no integer
    assert colonne(lecture, nom) == ["12.5" if (nom, ecrit) == ("nombre", "12,5") else ecrit]
    assert doutes(lecture) == ([(2, nom, code)] if code else [])


def colonne_de(dossier: Path, nom: str, cellules: list[str]) -> Path:
    lignes = [f"000000019;R{i};{cellule}" for i, cellule in enumerate(cellules)]
    return texte(dossier, "\n".join([f"acheteur_siren;reference;{nom}", *lignes]) + "\n")


@pytest.mark.parametrize(
    ("cellules", "lues"),
    [
        (["12,5", "1.234"], ["12.5", "1234"]),
        (["12,5", "1,234"], ["12.5", "1.234"]),
        (["12.5", "1.234"], ["12.5", "1.234"]),
        (["12.5", "1,234"], ["12.5", "1234"]),
        (["1.234,5", "1.234"], ["1234.5", "1234"]),
    ],
)
def test_the_column_settles_its_decimal_sign(tmp_path: Path, cellules: list[str], lues: list[str]):
    assert colonne(lire(colonne_de(tmp_path, "montant_ht_eur", cellules)), "montant_ht_eur") == lues


@pytest.mark.parametrize("cellules", [["1.234"], ["1,234", "5"], ["12.5", "12,5", "1.234"]])
def test_two_readings_are_a_question(tmp_path: Path, cellules: list[str]):
    path = colonne_de(tmp_path, "montant_ht_eur", cellules)
    with pytest.raises(FichierRefuse, match="milliers ou décimales") as refus:
        lire(path)
    assert "decimale" in str(refus.value)
    assert "colonne C" in str(refus.value)
    attendu = {"1.234": "1234", "1,234": "1.234"}
    lecture = lire(path, 'decimale: ","\n')
    assert (
        colonne(lecture, "montant_ht_eur")[-1 if "1.234" in cellules else 0]
        == attendu["1.234" if "1.234" in cellules else "1,234"]
    )


def test_american_dates_are_a_question(tmp_path: Path):
    path = colonne_de(tmp_path, "date_debut", ["01/02/2024", "02/13/2024"])
    with pytest.raises(FichierRefuse, match="mm/jj/aaaa"):
        lire(path)
    assert colonne(lire(path, "dates: mm/jj/aaaa\n"), "date_debut") == ["2024-01-02", "2024-02-13"]
    assert colonne(lire(path, "dates: jj/mm/aaaa\n"), "date_debut") == ["2024-02-01", "02/13/2024"]


def test_one_wrong_date_does_not_make_a_column_american(tmp_path: Path):
    path = colonne_de(tmp_path, "date_debut", ["13/02/2024", "02/13/2024"])
    assert colonne(lire(path), "date_debut") == ["2024-02-13", "02/13/2024"]


def test_every_normalisation_is_counted(tmp_path: Path):
    path = colonne_de(tmp_path, "montant_ht_eur", ["1 234,50 €", "12,5", " 3 ", "4"])
    vus = {r.code: r.nombre for r in lire(path).constats if r.code.startswith("lu-")}
    assert vus == {"lu-virgule": 2, "lu-espaces": 1, "lu-symbole": 1, "lu-blancs": 1}


def test_suggestions_only_where_the_value_would_be_right(tmp_path: Path):
    path = texte(
        tmp_path,
        "acheteur_siren;reference;titulaire_siret;date_debut\n"
        "000000019;A;0000001900018;45296\n"  # key of 00000001900018 is wrong
        "00001024;B;;2024-01-05 10:00\n",  # 000001024 has the key of a SIREN
    )
    vus = {(d.champ, d.enregistrement): d.suggestion for d in lire(path).doutes()}
    assert vus == {
        ("titulaire_siret", 2): None,
        ("date_debut", 2): "2024-01-05",
        ("acheteur_siren", 3): "000001024",
        ("date_debut", 3): "2024-01-05",
    }


def test_no_suggestion_in_a_column_about_persons(tmp_path: Path):
    champs = [c | {"rgpd": "indirecte"} if c["name"] == "date_debut" else c for c in SCHEMA["fields"]]
    path = texte(tmp_path, "acheteur_siren;reference;date_debut\n000001024;A;45296\n")
    assert [d.suggestion for d in lire(path).doutes()] == ["2024-01-05"]
    assert [d.suggestion for d in lire(path, schema=SCHEMA | {"fields": champs}).doutes()] == [None]


def test_no_value_of_a_person_in_any_message(tmp_path: Path):
    path = texte(
        tmp_path, "acheteur_siren;reference;pseudonyme\n000000019;A; Marie Dupont \n000000019;B;NC\n"
    )
    lecture = lire(path)
    dits = " ".join([*map(str, lecture.constats), *(f"{d.message}{d.suggestion}" for d in lecture.doutes())])
    assert "Dupont" not in dits
    assert [d.champ for d in lecture.doutes()] == ["pseudonyme"]
    assert canonique(lecture)[0]["pseudonyme"] == "Marie Dupont"
