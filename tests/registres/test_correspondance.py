"""The mapping file: what it says is done and told, and what it does not say clearly is refused by line."""

from pathlib import Path

import pytest

from pipelines.commun.erreurs import FichierRefuse, SpaserErreur
from pipelines.registres.correspondance import lire_correspondance
from tests.registres.outils import SCHEMA, canonique, codes, colonne, doutes, lire, texte


def refus(dossier: Path, contenu: str | bytes) -> str:
    path = dossier / "c.yaml"
    path.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    with pytest.raises(SpaserErreur) as vu:
        lire_correspondance(path).verifier(SCHEMA)
    return str(vu.value)


def test_everything_at_once(tmp_path: Path):
    path = texte(
        tmp_path,
        (
            "Export du 3;;;;;;;;;\n\n"
            "N° marché|Budget k€|Part|Durée|Temps|Signé le|Innov.|Famille|Libellé|Agent\n"
            "01|12,5|0,125|3|90|01/31/2024|no|AOO|NC|Untel\n"
            "2|1 000|?|2,5|7,5|02/01/2024|yes|autre|-|Untel\n"
        ).encode("cp1252"),
    )
    lecture = lire(
        path,
        """
schema: essai
encodage: cp1252
separateur: "|"
ligne_de_titres: 3
dates: mm/jj/aaaa
vides: ["NC", "-"]
constantes:
  acheteur_siren: 000000019   # without quotes: it is text all the same
colonnes:
  N° marché: reference
  Budget k€: {champ: montant_ht_eur, unite: k€}
  Part: {champ: taux_pct, unite: fraction, vides: ["?"]}
  Durée: {champ: heures_realisees, unite: jours, facteur: "7,5"}
  Temps: {champ: nombre}
  Signé le: date_debut
  Innov.:
    champ: innovant
    valeurs: {no: "false", yes: "true"}
  Famille:
    champ: procedure
    valeurs:
      AOO: appel_offres_ouvert
  Libellé: objet
ignorer: [Agent]
""",
    )
    assert canonique(lecture) == [
        {
            "acheteur_siren": "000000019",
            "reference": "01",
            "montant_ht_eur": "12500",
            "taux_pct": "12.5",
            "heures_realisees": "22.5",
            "nombre": "90",
            "date_debut": "2024-01-31",
            "innovant": "false",
            "procedure": "appel_offres_ouvert",
            "objet": "",
        },
        {
            "acheteur_siren": "000000019",
            "reference": "2",
            "montant_ht_eur": "1000000",
            "taux_pct": "",
            "heures_realisees": "18.75",
            "nombre": "7.5",
            "date_debut": "2024-02-01",
            "innovant": "true",
            "procedure": "autre",
            "objet": "",
        },
    ]
    assert lecture.original(2, "montant_ht_eur") == "12,5"
    assert {"lu-unite", "lu-vide", "lu-valeur", "constantes", "colonnes-ignorees", "encodage"} <= set(
        codes(lecture)
    )
    assert "colonne-non-reprise" not in codes(lecture)
    assert doutes(lecture) == []


def test_minutes_and_numbers_beyond_reach(tmp_path: Path):
    path = texte(
        tmp_path, "acheteur_siren;reference;Temps;M\n1;A;90;1\n1;B;12,5;123456789012345\n1;C;1,005;x\n"
    )
    regles = """colonnes:
  Temps: {champ: heures_realisees, unite: minutes}
  M: {champ: montant_ht_eur, unite: M€}
"""
    path.write_text(path.read_text().replace("1,005", "1,0055"))
    lecture = lire(path, regles)
    assert colonne(lecture, "heures_realisees") == ["1.5", "0.21", "1,0055"]
    assert colonne(lecture, "montant_ht_eur") == ["1000000", "123456789012345", "x"]
    assert doutes(lecture) == [
        (3, "montant_ht_eur", "spaser-nombre-hors-portee"),
        (4, "heures_realisees", "spaser-nombre-hors-portee"),
    ]


def test_a_column_of_theirs_that_is_not_there_is_a_question(tmp_path: Path):
    path = texte(tmp_path, "acheteur_siren;reference;Mt\n1;A;1\n")
    with pytest.raises(FichierRefuse, match=r"« Montant » que nomme essai.yaml \(ligne 2\)"):
        lire(path, 'colonnes:\n  "Montant": montant_ht_eur\n')


def test_a_column_neither_mapped_nor_ignored_is_told(tmp_path: Path):
    path = texte(tmp_path, "acheteur_siren;reference;Mt;Autre\n1;A;1;x\n")
    lecture = lire(path, 'colonnes:\n  "Mt": montant_ht_eur\n')
    (dite,) = [str(r) for r in lecture.constats if r.code == "colonne-non-reprise"]
    assert "D (« Autre »)" in dite and "« Mt »" not in dite


def test_a_field_given_by_the_mapping_is_not_taken_from_its_own_title(tmp_path: Path):
    path = texte(tmp_path, "acheteur_siren;reference;montant_ht_eur;Montant révisé\n1;A;1;2\n")
    lecture = lire(path, 'colonnes:\n  "Montant révisé": montant_ht_eur\n')
    assert colonne(lecture, "montant_ht_eur") == ["2"]
    assert lecture.colonne("montant_ht_eur") == (4, "D", "Montant révisé")


FAUTES = [
    ("colonne:\n  a: b\n", "ligne 2 : clé « colonne » inconnue"),
    ("colonnes:\n  a: {champ: objet, unité: k€}\n", "clé « unité » inconnue"),
    ("colonnes:\n  a: {unite: k€}\n", "ligne 2 : « a » doit dire son champ"),
    ("colonnes:\n  a: {champ: objet, unite: kEUR}\n", "unite vaut « kEUR » ; valeurs admises"),
    ("colonnes:\n  a: {champ: montant_ht_eur, unite: jours}\n", "demande « facteur »"),
    ("colonnes:\n  a: {champ: montant_ht_eur, facteur: 1e3}\n", "facteur est un nombre"),
    ("colonnes:\n  a: objet\n  b: objet\n", "ligne 3 : la colonne « objet » est déjà donnée (« a »)"),
    ("colonnes:\n  a: objet\n  a: reference\n", "ligne 3 : « a » est écrit deux fois"),
    ("colonnes:\n  a: objets\n", "« objets » n'est pas une colonne du schéma"),
    ("constantes:\n  acheteur_siren: 19\n", "constante « acheteur_siren » : elle ne suit pas le motif"),
    ("constantes:\n  objet: x\ncolonnes:\n  a: objet\n", "déjà donnée (constantes)"),
    ("encodage: latin1\n", "encodage vaut « latin1 »"),
    ("separateur: ':'\n", "separateur vaut « : »"),
    ("fusions: oui\n", "fusions vaut « oui »"),
    ("decimale: virgule\n", "decimale vaut « virgule »"),
    ("dates: dd/mm/yyyy\n", "dates vaut « dd/mm/yyyy »"),
    ("ligne_de_titres: trois\n", "ligne_de_titres est un numéro"),
    ("vides: NC\n", "une liste est attendue"),
    ("vides: [[NC]]\n", "un texte est attendu"),
    ("colonnes: [a]\n", "des lignes « clé: valeur »"),
    ("colonnes:\n  a: &x objet\n  b: *x\n", "ligne 2 : les ancres"),
    ("vides: [!!python/object:os.system x]\n", "les ancres (&), alias (*) et types (!)"),
    ("colonnes:\n  a: objet\n b: x\n", "ligne 3 : l'écriture YAML est fautive"),
    ("- a\n", "ligne 1 : le fichier doit commencer par des clés"),
    ("", "doit commencer par des clés"),
    ("schema: autre\n", "est écrit pour le schéma « autre »"),
    ("vides: " + "[" * 20 + "]" * 20, "trop de niveaux"),
    ("colonnes:\n  é: objet\n".encode("cp1252"), "n'est pas en UTF-8"),
]


@pytest.mark.parametrize(("contenu", "mot"), FAUTES)
def test_faults_are_told_by_line(tmp_path: Path, contenu: str | bytes, mot: str):
    assert mot in refus(tmp_path, contenu)


def test_a_bomb_of_aliases_costs_nothing(tmp_path: Path):
    lignes = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60)]
    assert "ancres" in refus(tmp_path, "\n".join(lignes))


def test_text_stays_text(tmp_path: Path):
    path = tmp_path / "c.yaml"
    path.write_text('vides: [no, 01, 1e3, null, 2024-01-05, "~"]\n'.replace("null, ", ""), encoding="utf-8")
    assert lire_correspondance(path).vides == ("no", "01", "1e3", "2024-01-05", "~")
    assert "un texte est attendu" in refus(tmp_path, "vides: [null]\n")
    with pytest.raises(SpaserErreur, match="n'existe pas"):
        lire_correspondance(tmp_path / "absente.yaml")
