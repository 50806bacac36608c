"""Each kind of fault is found at its file, line and column, with its value; and nothing else is."""

from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.codes import Codes, codes
from pipelines.indicateurs.definition.lire import lire_definition
from pipelines.indicateurs.definition.verifier import verifier_definition
from pipelines.indicateurs.definition.verifier_fiche import siren_juste
from tests.indicateurs.definition.essai import COLONNES, FICHE, SLUG, copie, ecrire, numero

# The first indicator has a label of two lines: the second starts on line 4.
LIGNE = {"indicateurs": (2, 4, 5, 6), "objectifs": (2, 3, 4, 5), "observations": (2,), "actions": (2,)}
CRITERE = "caracteristique=critere_environnemental"
# (table, row, column, what is written, code, column of the fault)
FAUTES = [
    ("indicateurs", 0, "mesure", "part_contrat", "mesure-inconnue", "mesure"),
    (
        "indicateurs",
        0,
        "filtre",
        "caracteristique=critere_env;denominateur=tous",
        "caracteristique-inconnu",
        "",
    ),
    ("indicateurs", 0, "filtre", f"{CRITERE};denominateur=tout", "denominateur-inconnu", ""),
    ("indicateurs", 0, "filtre", "titulaire=tpme;denominateur=tous", "titulaire-inconnu", ""),
    ("indicateurs", 0, "filtre", f"{CRITERE};denominateurs=tous", "cle-inconnue", ""),
    ("indicateurs", 0, "filtre", f"{CRITERE};parc=informatique", "cle-inconnue", ""),
    ("indicateurs", 0, "filtre", f"{CRITERE};{CRITERE}", "filtre-ecriture", ""),
    ("indicateurs", 0, "filtre", f"{CRITERE};denominateur=tous;cible=cad", "cible-en-trop", ""),
    ("indicateurs", 0, "filtre", f"{CRITERE};denominateur=tous;dimension=tous", "dimension-inconnu", ""),
    ("indicateurs", 0, "filtre", f"{CRITERE};denominateur=tous;transform=somme", "transform-inconnu", ""),
    ("indicateurs", 0, "filtre", f"{CRITERE};denominateur=montant_lte_90000", "combinaison", ""),
    ("indicateurs", 1, "filtre", "caracteristique=clause_insertion;denominateur=cibles", "cible-absente", ""),
    ("indicateurs", 3, "filtre", "caracteristique=marche_reserve", "cle-inconnue", ""),
    ("indicateurs", 3, "unite", "kwh", "unite-mesure", ""),
    ("indicateurs", 3, "type", "bilan", "constraint-error", ""),
    ("indicateurs", 3, "libelle", "", "constraint-error", ""),
    ("indicateurs", 3, "ligne_texte", "page 3", "type-error", ""),
    ("indicateurs", 3, "filtre", "parc : informatique", "constraint-error", ""),
    ("indicateurs", 3, "pilote", "a@exemple.invalid", "constraint-error", ""),
    ("objectifs", 0, "indicateur_id", "ville-11", "indicateur-inconnu", ""),
    ("objectifs", 0, "unite", "nombre", "unite-indicateur", ""),
    ("objectifs", 0, "valeur", "30", "taux-hors-bornes", ""),
    ("objectifs", 0, "valeur", "30 %", "type-error", ""),
    ("objectifs", 0, "valeur", "", "valeur-absente", ""),
    ("objectifs", 0, "operateur", "≥", "constraint-error", ""),
    ("objectifs", 0, "operateur", "hausse", "evolution-attendue", ""),
    ("objectifs", 0, "operateur", "baisse", "evolution-attendue", ""),
    ("objectifs", 2, "trajectoire", "paliers", "paliers-insuffisants", ""),
    ("objectifs", 3, "trajectoire", "lineaire", "depart-absent", ""),
    ("objectifs", 3, "echeance", "fin 2026", "constraint-error", ""),
    ("observations", 0, "indicateur_id", "ville-9", "indicateur-inconnu", ""),
    ("observations", 0, "unite", "heures", "unite-indicateur", ""),
    ("observations", 0, "valeur", "25", "taux-hors-bornes", ""),
    ("observations", 0, "valeur", "", "valeur-absente", ""),
    ("observations", 0, "annee", "23", "constraint-error", ""),
    ("actions", 0, "type", "tâche", "constraint-error", ""),
]


def noms(*cas: object) -> list[str]:
    return [f"{c[0]}-{c[4]}-{c[2]}-{n}" for n, c in enumerate(cas)]  # type: ignore[index]


def test_the_definition_that_is_spoiled_is_sound(tmp_path: Path):
    ecrire(tmp_path, copie())
    assert verifier_definition(tmp_path, SLUG) == []
    lue = lire_definition(tmp_path, SLUG)
    assert [len(t) for t in (lue.indicateurs, lue.objectifs, lue.observations, lue.actions)] == [4, 4, 1, 1]
    assert lue.indicateurs[1].filtre["cible"] == "action_8" and lue.indicateurs[0].pilote is None


@pytest.mark.parametrize("cas", FAUTES, ids=noms(*FAUTES))
def test_a_spoiled_cell_is_told_where_it_is(cas: tuple[str, int, str, str, str, str], tmp_path: Path):
    table, rang, colonne, ecrit, code, ou = cas
    lignes = copie()
    lignes[table][rang][colonne] = ecrit
    ecrire(tmp_path, lignes)
    toutes = verifier_definition(tmp_path, SLUG)
    trouvees = [f for f in toutes if f.code == code]
    assert len(trouvees) == 1, toutes
    [faute] = trouvees
    colonne = ou or colonne
    assert faute.fichier == f"spasers/exemple-ville/2026/{table}.csv"
    assert (faute.ligne, faute.colonne, faute.numero) == (
        LIGNE[table][rang],
        colonne,
        numero(table, colonne),
    )
    assert (faute.valeur or "") == ecrit and faute.message.endswith(".")
    autres = {f.code for f in toutes} - {code}
    assert autres <= {"filtre-ecriture", "paliers-insuffisants"}, autres


@pytest.mark.parametrize(
    ("table", "colonne"),
    [("indicateurs", "indicateur_id"), ("objectifs", "objectif_id"), ("actions", "action_id")],
)
def test_an_identifier_written_twice_is_told_on_its_second_line(table: str, colonne: str, tmp_path: Path):
    lignes = copie()
    lignes[table].append(dict(lignes[table][-1]))
    ecrire(tmp_path, lignes)
    [faute] = verifier_definition(tmp_path, SLUG)
    assert (faute.code, faute.ligne) == ("primary-key", LIGNE[table][-1] + 1)
    assert faute.numero == numero(table, colonne)


@pytest.mark.parametrize(
    ("avant", "apres", "code", "ligne", "cle"),
    [
        ('siren: "000001016"', "siren: 000001016", "yaml-guillemets", 11, "acheteurs.1.siren"),
        ('siren: "000001016"', 'siren: "00000101"', "siren-ecriture", 11, "acheteurs.1.siren"),
        ('siren: "000001016"', 'siren: "000001017"', "siren-cle", 11, "acheteurs.1.siren"),
        ('edition: "2026"', "edition: 2026", "yaml-guillemets", 3, "edition"),
        ('titre: "SPASER d\'essai"', "titre: no", "yaml-guillemets", 4, "titre"),
        ("fictif: true", "fictif: non", "fictif", 6, "fictif"),
        ("fictif: true", "fictif: no", "fictif", 6, "fictif"),
        ("fictif: true", 'fictif: "true"', "fictif", 6, "fictif"),
        ("fictif: true", "fictif: true\nfictif: false", "cle-double", 7, "fictif"),
        ("slug: exemple-ville", "slug: cite", "nom-de-dossier", 2, "slug"),
        ("choix:", "choixs:", "cle-absente", 1, "choix"),
        ("choix:", "choixs:", "cle-inconnue", 15, "choixs"),
        ('  fin: "2026-12-31"', '  fin: "2022-12-31"', "dates-inversees", 9, "periode.fin"),
        ('  fin: "2026-12-31"', '  fin: "31/12/2026"', "date", 9, "periode.fin"),
        ("    raison:", "    raisons:", "choix-incomplet", 16, "choix.1.raison"),
        ("periode:", "periode: [", "yaml-ecriture", 9, None),
        ("slug: exemple-ville", "slug: &a exemple-ville", "yaml-ancre", 2, None),
    ],
)
def test_a_trap_of_yaml_is_told_where_it_is(
    avant: str, apres: str, code: str, ligne: int, cle: str | None, tmp_path: Path
):
    assert avant in FICHE
    ecrire(tmp_path, copie(), fiche=FICHE.replace(avant, apres))
    toutes = verifier_definition(tmp_path, SLUG)
    trouvees = [(f.fichier, f.ligne, f.colonne) for f in toutes if f.code == code]
    assert trouvees == [("spasers/exemple-ville/2026/spaser.yaml", ligne, cle)], toutes


@pytest.mark.parametrize(
    ("fin", "recouvre"), [("null", True), ('"2024-01-01"', True), ('"2023-12-31"', False)]
)
def test_the_dates_of_a_buyer_do_not_overlap(fin: str, recouvre: bool, tmp_path: Path):
    encore = f'    fin: {fin}\n  - siren: "000001016"\n    nom: "La même"\n    debut: "2024-01-01"\n    fin: null\n'
    ecrire(tmp_path, copie(), fiche=FICHE.replace("    fin: null\n", encore))
    trouvees = [(f.code, f.ligne, f.colonne) for f in verifier_definition(tmp_path, SLUG)]
    assert trouvees == ([("dates-qui-se-recouvrent", 17, "acheteurs.2.debut")] if recouvre else [])


def test_the_check_digit_of_a_siren():
    assert siren_juste("000001016") and siren_juste("732829320") and not siren_juste("732829321")


@pytest.mark.parametrize(
    ("avant", "apres", "ligne"),
    [("ville-4", "ville-4,", 6), ("Évolution", "\xc9volution".encode("cp1252"), 1), (",", ";", 1)],
)
def test_a_table_that_cannot_be_read_is_told(avant: str, apres: str | bytes, ligne: int, tmp_path: Path):
    dossier = ecrire(tmp_path, copie())
    path = dossier / "indicateurs.csv"
    nouveau = apres if isinstance(apres, bytes) else apres.encode()
    path.write_bytes(path.read_bytes().replace(avant.encode(), nouveau))
    [faute] = [f for f in verifier_definition(tmp_path, SLUG) if f.code == "illisible"]
    assert (faute.fichier, faute.ligne) == ("spasers/exemple-ville/2026/indicateurs.csv", ligne)
    with pytest.raises(SpaserErreur, match=r"indicateurs\.csv"):
        lire_definition(tmp_path, SLUG)


def test_a_column_that_lacks_is_named_and_a_table_may_be_empty_or_absent(tmp_path: Path):
    lignes = copie() | {"observations": []}
    dossier = ecrire(tmp_path, lignes)
    (dossier / "actions.csv").unlink()
    assert verifier_definition(tmp_path, SLUG) == []
    titres = (dossier / "observations.csv").read_text(encoding="utf-8").replace(",source", "")
    (dossier / "observations.csv").write_text(titres, encoding="utf-8")
    [faute] = verifier_definition(tmp_path, SLUG)
    assert (faute.code, faute.colonne) == ("missing-label", "source")
    (dossier / "indicateurs.csv").unlink()
    assert "vide" in {f.code for f in verifier_definition(tmp_path, SLUG)}


def test_other_closed_lists_may_be_given(tmp_path: Path):
    """What is known is what the lists hold, not what this module believes."""
    ecrire(tmp_path, copie())
    vrais = codes()
    sans = {m: u for m, u in vrais.unites.items() if m != "duree_vie_moyenne"}
    [faute] = verifier_definition(
        tmp_path, SLUG, connus=Codes(sans, vrais.cles, vrais.saisies, vrais.valeurs)
    )
    assert (faute.code, faute.ligne, faute.valeur) == ("mesure-inconnue", 6, "duree_vie_moyenne")


def test_no_such_spaser_or_edition(tmp_path: Path):
    ecrire(tmp_path, copie())
    with pytest.raises(SpaserErreur, match="Connus : exemple-ville"):
        verifier_definition(tmp_path, "village")
    with pytest.raises(SpaserErreur, match="Connues : 2026"):
        verifier_definition(tmp_path, SLUG, "2030")
    with pytest.raises(SpaserErreur, match="Connues : 2026"):
        lire_definition(tmp_path, SLUG, "2030")


def test_the_columns_are_those_that_the_model_holds():
    from dataclasses import fields

    from pipelines.indicateurs.definition import modele

    classes = {
        "indicateurs": modele.Indicateur,
        "objectifs": modele.Objectif,
        "observations": modele.Observation,
        "actions": modele.Action,
    }
    for table, classe in classes.items():
        assert {champ.name for champ in fields(classe)} == set(COLONNES[table])
