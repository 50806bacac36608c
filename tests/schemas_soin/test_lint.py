"""Each rule of the lint refuses a mutant of a good schema: a rule skipped in silence is worse than none."""

import copy
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schemas
from pipelines.commun.erreurs import SpaserErreur
from pipelines.schemas.lint import ERREUR, REGLES, examiner, examiner_fichier
from pipelines.schemas.lint.fautes import ecrire_chemin
from pipelines.schemas.lint.positions import Lu
from pipelines.schemas.motifs import defauts_du_motif
from tests.schemas_soin.mutants import DE_CONTRATS, DE_DOSSIER, DE_NATIONAL, NATIONAL, contrats, muter


def noms(mutants):  # type: ignore[no-untyped-def]
    return [f"{regle}-{nom}" for regle, nom, _ in mutants]


def test_the_clean_twins_are_clean():
    tous = {"contrats": contrats()}
    assert examiner(contrats(), "contrats", tous) == []
    assert [f for f in examiner(NATIONAL) if f.gravite == ERREUR] == []


@pytest.mark.parametrize(("regle", "_", "mutation"), DE_CONTRATS, ids=noms(DE_CONTRATS))
def test_a_mutant_of_ours_is_refused(regle, _, mutation):
    trouvees = examiner(muter(contrats(), mutation), "contrats", {"contrats": contrats()})
    assert regle in {f.regle for f in trouvees}, trouvees
    assert all(f.message and f.regle in REGLES for f in trouvees)


@pytest.mark.parametrize(("regle", "_", "mutation"), DE_NATIONAL, ids=noms(DE_NATIONAL))
def test_a_mutant_of_another_community_is_refused(regle, _, mutation):
    assert regle in {f.regle for f in examiner(muter(NATIONAL, mutation))}


@pytest.mark.parametrize(("regle", "_", "mutation"), DE_DOSSIER, ids=noms(DE_DOSSIER))
def test_a_mutant_of_the_files_is_refused(regle, _, mutation, tmp_path: Path):
    shutil.copytree(schemas.RACINE / "anomalies", tmp_path / "anomalies")
    path = tmp_path / "anomalies" / "schema.json"
    tous = {nom: schemas.charger(nom) for nom in schemas.lister()}
    assert examiner_fichier(path, tous=tous, nom="anomalies") == []
    mutation(tmp_path / "anomalies")
    assert regle in {f.regle for f in examiner_fichier(path, tous=tous, nom="anomalies")}


def test_every_rule_has_a_mutant():
    assert {m[0] for m in (*DE_CONTRATS, *DE_NATIONAL, *DE_DOSSIER)} == set(REGLES)


def test_a_misspelt_key_is_told_how_to_be_written():
    mutant = muter(contrats(), lambda s, c: c["objet"].update(contraints={"required": True}))
    [trouvee] = examiner(mutant, "contrats")
    assert trouvee.phrase == "colonne « objet » : clé inconnue « contraints » : lire « constraints » ?"
    assert ecrire_chemin(trouvee.chemin).endswith("].contraints")


def test_a_fault_is_told_once_and_without_its_convention():
    mutant = muter(contrats(), lambda s, c: c["objet"].update(constraints={"pattern": "a|b"}))
    assert [f.regle for f in examiner(mutant, "contrats") if "constraints" in f.chemin] == [
        "motif-alternative"
    ]


def test_faults_carry_their_line(tmp_path: Path):
    shutil.copytree(schemas.RACINE / "contrats", tmp_path / "contrats")
    path = tmp_path / "contrats" / "schema.json"
    lignes = path.read_text(encoding="utf-8").splitlines(keepends=True)
    ici = next(n for n, ligne in enumerate(lignes) if '"format": "default"' in ligne and n > 200)
    lignes[ici] = lignes[ici].replace('"default"', '"any"')
    path.write_text("".join(lignes), encoding="utf-8")
    trouvees = [f for f in examiner_fichier(path, nom="contrats") if "format" in f.chemin]
    assert trouvees and {f.ligne for f in trouvees} == {ici + 1}


def test_a_folder_with_a_fault_is_refused_whole(tmp_path: Path):
    for nom in ("anomalies", "contrats"):
        shutil.copytree(schemas.RACINE / nom, tmp_path / nom)
        (tmp_path / nom / "README.md").unlink()
    with pytest.raises(SpaserErreur) as refus:
        schemas.verifier_schemas(tmp_path)
    assert "anomalies : le fichier README.md" in str(refus.value) and "contrats : " in str(refus.value)


@pytest.mark.parametrize(
    "bon", ["^(?:[a-z](?:-[a-z0-9]+)*)$", r"^(?:[])(]\)(?:x|y))$", "^(?:2019|2022)$", r"^(?:[|]|\|a)$"]
)
def test_a_sound_pattern_is_accepted(bon: str):
    assert defauts_du_motif(bon) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda enfants: st.lists(enfants, max_size=3) | st.dictionaries(st.text(), enfants, max_size=3),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_the_reader_with_lines_reads_what_json_reads(valeur, retrait, ascii_):
    texte = json.dumps(valeur, indent=retrait, ensure_ascii=ascii_)
    lu = Lu(texte)
    assert lu.valeur == valeur and lu.doubles == []
    assert all(1 <= ligne <= texte.count("\n") + 1 for ligne in lu.lignes.values())


@given(st.text(alphabet='{}[],:"0123456789.-eEtruefalsn \n\\', max_size=25))
def test_the_reader_with_lines_refuses_what_json_refuses(texte):
    def lire(lecteur):  # type: ignore[no-untyped-def]
        try:
            return lecteur(texte)
        except ValueError:
            return "refus"

    assert lire(lambda t: Lu(t).valeur) == lire(json.loads)


ABIMES = st.sampled_from([None, 0, "", [], {}, ["x"], {"a": 1}, "x", True, 1e9, [None], [[]]])


@given(st.data())
def test_no_schema_makes_the_lint_fall(data):
    """Whatever is put in the place of any value, the lint answers with faults and never with a traceback."""
    mutant = copy.deepcopy(NATIONAL)
    noeud, cle = mutant, data.draw(st.sampled_from(sorted(mutant)))
    while isinstance(noeud[cle], dict | list) and noeud[cle] and data.draw(st.booleans()):
        noeud = noeud[cle]
        suites = sorted(noeud) if isinstance(noeud, dict) else range(len(noeud))
        cle = data.draw(st.sampled_from(list(suites)))
    noeud[cle] = data.draw(ABIMES)
    for trouvee in examiner(mutant, "x", {"x": mutant}):
        assert trouvee.phrase
