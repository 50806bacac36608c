"""What the engine adds to frictionless: own codes, lines, exact counts, bounded memory, no value of persons."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.commun import duck
from pipelines.commun.erreurs import SpaserErreur
from pipelines.validation.moteur import MOTEURS, Constats, Dialecte, examiner

RACINE = Path(__file__).parents[2]


def champ(nom: str, type_: str = "string", rgpd: str = "aucune", **reste: object) -> dict:
    return {"name": nom, "type": type_, "rgpd": rgpd, **reste}


TEXTES = {"name": "t", "fields": [champ(n) for n in "abcd"]}


def examen(tmp_path: Path, schema: dict, octets: bytes, **options: object) -> Constats:
    path = tmp_path / "fichier.csv"
    path.write_bytes(octets)
    dossier = tmp_path / f"m{len(list(tmp_path.iterdir()))}"
    return examiner(path, schema, dossier=dossier, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("moteur", MOTEURS)
@pytest.mark.parametrize(
    ("octets", "trouvees"),
    [
        (b"a,b,c,d\n1,2,3,4\n", []),
        (b"a,b,c,d\n", [(None, "spaser-sans-donnees")]),
        (b'a,b,c,d\n1,"2,3,4\n5,6,7,8\n', [(2, "spaser-guillemet-ouvert")]),
        (b'a,b,c,d\n1,"2,3,4\n5,6,7,8\n9,x",3,4\n', [(2, "spaser-guillemet-ouvert")]),
        (b'a,b,c,d\n1,"2\n\n3",3,4\n', []),
        (b'a,b,c,d\n1,"de ""x"" a",3,4\n1,5" de long,3,4\n', []),
        (b'a,b,c,d\n1,"deux"trois,3,4\n', [(2, "spaser-guillemet-mal-place")]),
        (b"a,b,c,d\n1,2\x00,3,4\n", [(2, "spaser-caractere-nul")]),
        (b"a,b,c,d\n1,2,3,4\n1,2,3,\x00\n\n", [(3, "spaser-caractere-nul")]),
    ],
)
def test_what_frictionless_lets_through_in_a_file(tmp_path: Path, octets: bytes, trouvees: list, moteur: str):
    constats = examen(tmp_path, TEXTES, octets, moteur=moteur)
    notres = [(e["enregistrement"], e["code"]) for e in constats.erreurs() if e["code"].startswith("spaser-")]
    assert notres == trouvees


@pytest.mark.parametrize("moteur", MOTEURS)
@pytest.mark.parametrize(
    ("type_", "cellule", "code"),
    [
        ("number", "NaN", "spaser-nombre-non-fini"),
        ("number", " -inf ", "spaser-nombre-non-fini"),
        ("number", "٣.٥", "spaser-chiffres-non-latins"),
        ("integer", "1_000", "spaser-nombre-souligne"),
        ("integer", "٣", "spaser-chiffres-non-latins"),
        ("year", "٢٠٢٦", "spaser-chiffres-non-latins"),
        ("year", "2_26", "spaser-nombre-souligne"),
        ("number", "1e400", None),
        ("integer", " 12 ", None),
        ("string", "٣", None),
    ],
)
def test_what_frictionless_lets_through_in_a_cell(
    tmp_path: Path, type_: str, cellule: str, code: str | None, moteur: str
):
    schema = {"name": "t", "fields": [champ("a", type_), champ("b")]}
    constats = examen(tmp_path, schema, f"a,b\n{cellule},x\n".encode(), moteur=moteur)
    assert [(e["code"], e["champ"], e["enregistrement"]) for e in constats.erreurs()] == (
        [(code, "a", 2)] if code else []
    )


@pytest.mark.parametrize("moteur", ["hybride", "sql"])
def test_a_signalling_nan_stops_frictionless_and_not_the_engine(tmp_path: Path, moteur: str):
    schema = {"name": "t", "fields": [champ("a", "number", constraints={"minimum": 0})]}
    constats = examen(tmp_path, schema, b"a\nsNaN\n-1\n", moteur=moteur)
    assert [(e["enregistrement"], e["regle"]) for e in constats.erreurs()] == [
        (2, "spaser-nombre-non-fini"), (3, "minimum"),
    ]  # fmt: skip


def test_the_reference_says_where_it_stopped(tmp_path: Path):
    schema = {"name": "t", "fields": [champ("a", "number", constraints={"minimum": 0})]}
    constats = examen(tmp_path, schema, b"a\n-1\nsNaN\n-1\n", moteur="frictionless")
    codes = [(e["enregistrement"], e["code"]) for e in constats.erreurs()]
    assert codes == [(2, "constraint-error"), (3, "spaser-nombre-non-fini"), (3, "spaser-juge-arrete")]


def test_ours_come_after_those_of_frictionless_within_a_record(tmp_path: Path):
    schema = {"name": "t", "fields": [champ("a", "number"), champ("b", "integer")]}
    constats = examen(tmp_path, schema, b"a,b\nNaN,x\ny,1_0\n")
    assert [(e["enregistrement"], e["code"]) for e in constats.erreurs()] == [
        (2, "type-error"), (2, "spaser-nombre-non-fini"), (3, "type-error"), (3, "spaser-nombre-souligne"),
    ]  # fmt: skip


@pytest.mark.parametrize("moteur", MOTEURS)
@pytest.mark.parametrize("fin", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("vide", [b"", b"\n"], ids=["régulier", "irrégulier"])
def test_the_line_is_that_of_a_text_editor(tmp_path: Path, fin: bytes, vide: bytes, moteur: str):
    """Line ends inside cells shift the lines of what follows, not its record numbers."""
    schema = {"name": "t", "fields": [champ("a"), champ("b", "integer")]}
    octets = b'a,b\n"un\n\ndeux",1\nx,faux\n"trois\nquatre",faux\ny,faux\n' + vide
    constats = examen(tmp_path, schema, octets.replace(b"\n", fin), moteur=moteur)
    lieux = [(e["enregistrement"], e["ligne"]) for e in constats.erreurs()]
    assert lieux == [(3, 5), (4, 6), (5, 8), *([(6, 9)] if vide else [])]


@pytest.mark.parametrize("bonnes", [0, 300], ids=["texte par texte", "cellule par cellule"])
@pytest.mark.parametrize("moteur", MOTEURS)
def test_no_value_of_a_column_about_persons_is_told(
    tmp_path: Path, moteur: str, bonnes: int, capfd: pytest.CaptureFixture
):
    schema = {
        "name": "t",
        "primaryKey": ["nom"],
        "fields": [
            champ(
                "nom", rgpd="directe", constraints={"maxLength": 3, "unique": True, "pattern": "^(?:[A-Z]+)$"}
            ),
            champ("age", "integer", rgpd="indirecte"),
            champ("ville", constraints={"enum": ["Lyon"]}),
        ],
    }
    lignes = [
        "ABC,1,Paris",
        "Camilla,1,Lyon",
        "ABD,secret0,Lyon",
        "Camille,secret1,Paris",
        "Camille,secret2,Nice",
        '"Camille\x00",٣,Lyon',
        "Camille",
        'Cam"ille,1,Lyon,secret3',
    ]
    # beyond a tenth of doubtful records, the engine goes another way
    lignes += [f"{chr(65 + n // 26)}{chr(65 + n % 26)},1,Lyon" for n in range(bonnes)]
    for entete in (
        "nom,age,ville",
        "Camille,secret4,secret5",
        "Camille,Camille,secret6",
        "nom,age,ville,secret7",
    ):
        texte = "\n".join([entete, *lignes]) + '\nnom,"secret8'
        constats = examen(tmp_path, schema, texte.encode(), moteur=moteur)
        dit = repr([*constats.erreurs(), *constats.comptes(), *constats.avertissements])
        assert "amill" not in dit and "secret" not in dit
        if entete == "nom,age,ville":
            assert "« Paris »" in dit and constats.total > 8
    assert "amill" not in "".join(capfd.readouterr())


def test_what_stays_in_the_folder_is_for_its_owner_only_and_holds_faults_alone(tmp_path: Path):
    schema = {
        "name": "t",
        "fields": [champ("a", rgpd="directe", constraints={"maxLength": 3}), champ("b", "integer")],
    }
    constats = examen(tmp_path, schema, b"a,b\nsecret,1\nok,x\n\n")
    assert constats.dossier.stat().st_mode & 0o777 == 0o700
    fichiers = [p for p in constats.dossier.rglob("*") if p.is_file()]
    assert fichiers and all(p.stat().st_mode & 0o777 == 0o600 for p in fichiers)
    assert not [p for p in fichiers if b"secret" in p.read_bytes()]


def test_an_error_of_the_database_does_not_cite_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from pipelines.validation import moteur_passe

    monkeypatch.setattr(
        moteur_passe.Passe, "juger", lambda self, **_: self.con.execute("SELECT 'secret'::INT")
    )
    with pytest.raises(SpaserErreur) as erreur:
        examen(tmp_path, TEXTES, b"a,b,c,d\n1,2,3,4\n")
    assert "secret" not in f"{erreur.value!r} {erreur.value.__cause__!r} {erreur.value.__context__!r}"


def test_counts_are_exact_and_added_faults_take_their_place(tmp_path: Path):
    schema = {
        "name": "t",
        "fields": [champ("a", "integer"), champ("b", constraints={"enum": ["x", "y"]}, rgpd="directe")],
    }
    lignes = "".join(f"{'z' if n % 3 == 0 else n},{'w' if n % 3 == 2 else 'x'}\n" for n in range(600))
    constats = examen(tmp_path, schema, f"a,b\n{lignes}".encode())
    comptes = {(c["champ"], c["regle"], c["valeur"]): c["nombre"] for c in constats.comptes()}
    assert comptes == {("a", "type-error", "z"): 200, ("b", "enum", None): 200}
    ajoutee = {
        "ligne": None, "enregistrement": 3, "champ": "b", "numero_champ": 2, "code": "spaser-siret",
        "regle": "spaser-siret", "valeur": "secret", "message": "b : la clé de contrôle ne convient pas.",
        "suggestion": None,
    }  # fmt: skip
    assert constats.ajouter([ajoutee, {**ajoutee, "enregistrement": 4}]) == 2  # type: ignore[list-item]
    premieres = [(e["enregistrement"], e["ligne"], e["code"], e["valeur"]) for e in constats.erreurs(5)]
    assert premieres == [
        (2, 2, "type-error", "z"), (3, 3, "spaser-siret", None), (4, 4, "constraint-error", None),
        (4, 4, "spaser-siret", None), (5, 5, "type-error", "z"),
    ]  # fmt: skip
    assert constats.total == 402 and not constats.valide


def test_what_was_added_has_its_physical_line(tmp_path: Path):
    constats = examen(tmp_path, TEXTES, b'a,b,c,d\n"x\ny",2,3,4\n1,2,3,4\n')
    constats.ajouter([
        {"ligne": None, "enregistrement": 3, "champ": "a", "numero_champ": 1, "code": "spaser-x", "regle": "spaser-x",
         "valeur": None, "message": "m", "suggestion": None}
    ])  # fmt: skip
    assert [e["ligne"] for e in constats.erreurs()] == [4]


@pytest.mark.parametrize(
    ("type_", "contraintes", "cellule", "dit"),
    [
        ("number", {}, "1 234,50 €", "écrire 1234.50"),
        ("number", {}, "12,5", "écrire 12.5"),
        ("integer", {}, "1\u202f000", "écrire 1000"),
        ("integer", {}, "12.0", "écrire 12"),
        ("date", {}, "05/01/2024", "écrire 2024-01-05"),
        ("date", {}, "20240105", "écrire 2024-01-05"),
        ("boolean", {}, "Oui", "écrire true"),
        ("string", {"enum": ["en_cours", "termine"]}, "Terminé", "peut-être : termine"),
        ("string", {"pattern": "^(?:[0-9]{14})$"}, "213 300 000 00012", "écrire 21330000000012"),
        ("string", {"pattern": "^(?:[0-9]{14})$"}, "2,13E+13", "arrondi"),
        ("string", {"required": True}, "", "remplir la cellule, par exemple : exemple"),
        ("number", {}, "n.c.", "par exemple : exemple"),
        ("date", {}, "31/02/2024", "par exemple : exemple"),
    ],
)
def test_the_likely_correction(tmp_path: Path, type_: str, contraintes: dict, cellule: str, dit: str):
    schema = {"name": "t", "fields": [champ("a", type_, constraints=contraintes), champ("b")]}
    if type_ == "boolean":
        schema["fields"][0] |= {"trueValues": ["true"], "falseValues": ["false"]}
    constats = examen(tmp_path, schema, f'a,b\n"{cellule}",x\n'.encode())
    constats._champs["a"]["example"] = "exemple"  # frictionless would refuse it in a schema
    (erreur,) = constats.erreurs()
    assert dit in (erreur["suggestion"] or "")


def test_a_wrong_call_is_refused_in_french(tmp_path: Path):
    for options in ({"moteur": "polars"}, {"dialecte": Dialecte("é")}, {"dialecte": Dialecte(",", "utf-9")}):
        with pytest.raises(SpaserErreur):
            examen(tmp_path, TEXTES, b"a,b,c,d\n", **options)
    with pytest.raises(SpaserErreur, match="Le schéma"):
        examen(tmp_path, {"name": "t", "fields": [{"name": "a", "type": "wrong"}]}, b"a\n")
    with pytest.raises(SpaserErreur, match="colonne « a »"):
        examen(tmp_path, {"name": "t", "fields": [champ("a", constraints={"pattern": "("})]}, b"a\n")


def test_a_record_beyond_measure_stops_the_reading_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from pipelines.validation import moteur_lignes, moteur_octets, moteur_releve

    monkeypatch.setattr(moteur_octets, "LIGNE_MAX", 1_000)
    monkeypatch.setattr(moteur_releve, "LIGNE_MAX", 1_000)
    monkeypatch.setattr(moteur_lignes, "LIGNE_MAX", 1_000)
    constats = examen(tmp_path, TEXTES, b'a,b,c,d\n1,2,3,4\n1,"2,3,4\n' + b"5,6,7,8\n" * 400)
    assert [(e["enregistrement"], e["code"]) for e in constats.erreurs()] == [(3, "spaser-ligne-demesuree")]
    assert constats.lignes == 1


COMPTER = """
import re, sys, tempfile
from pathlib import Path
from pipelines.validation.moteur import examiner
schema = {"name": "t", "fields": [{"name": n, "type": t, "rgpd": "aucune"} for n, t in
          (("a", "integer"), ("b", "date"), ("c", "number"), ("d", "string"))]}
with tempfile.TemporaryDirectory() as d:
    constats = examiner(Path(sys.argv[1]), schema, dossier=Path(d) / "m")
    n = sum(1 for _ in constats.erreurs())
    comptes = sum(c['nombre'] for c in constats.comptes())
    # VmHWM, not ru_maxrss: the latter starts at the peak of the process that launched this one
    pic = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    print(constats.total, n, comptes, int(pic) // 1024)
"""


def test_memory_does_not_grow_with_the_number_of_faults(tmp_path: Path):
    """Every cell wrong, every value different: 240,000 faults, which would take a gigabyte as objects."""
    path, nombre = tmp_path / "f.csv", 80_000
    duck.connect().execute(
        "COPY (SELECT 'x' || i AS a, 'y' || i AS b, 'z' || i AS c, 'd' AS d "
        f"FROM range({nombre}) r(i)) TO '{path}' (HEADER)"
    )
    fait = subprocess.run(
        [sys.executable, "-c", COMPTER, str(path)], cwd=RACINE, capture_output=True, text=True, check=True
    )
    total, lues, comptes, pic = fait.stdout.split()
    assert int(total) == int(lues) == int(comptes) == 3 * nombre
    assert int(pic) < 380, f"pic de {pic} Mio"
