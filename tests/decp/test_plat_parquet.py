"""decp.info in Parquet says what the same table says in CSV; a Parquet that is something else is refused in French."""

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.decp.lecture import Source, lire_fichiers
from tests.decp.outils import FABRE, VILLE, lignes

TYPES = {
    "id": "VARCHAR",
    "uid": "VARCHAR",
    "acheteur_id": "VARCHAR",
    "objet": "VARCHAR",
    "montant": "DOUBLE",
    "dateNotification": "DATE",
    "datePublicationDonnees": "TIMESTAMP",
    "dureeMois": "BIGINT",
    "offresRecues": "SMALLINT",
    "marcheInnovant": "BOOLEAN",
    "tauxAvance": "DOUBLE",
    "techniques": "VARCHAR[]",
    "considerationsSociales": "VARCHAR[]",
    "titulaire_id": "VARCHAR",
    "titulaire_typeIdentifiant": "VARCHAR",
    "titulaire_nom": "VARCHAR",
    "modification_id": "INTEGER",
    "donneesActuelles": "BOOLEAN",
    "acheteur_latitude": "FLOAT",
    "codes": "INTEGER[]",
}
"""Columns of decp.info with the types that a Parquet gives them; the last three are none that we map."""
MONTANTS = (
    "1e15",
    "0.1",
    "100000",
    "123456789.12",
    "1e16",
    "1e22",
    "0",
    "-5.5",
    "0.30000000000000004",
    "61880.1",
    "nan",
)
LUS = (
    "1000000000000000.00", "0.10", "100000.00", "123456789.12", "10000000000000000.00", "10000000000000000000000.00",
    "0.00", "-5.50", "0.30", "61880.10", None,
)  # fmt: skip


def table(con: duckdb.DuckDBPyConnection, **colonnes: str) -> None:
    """Make the table `t`: a row an amount, and rows that say little."""
    con.execute("CREATE TABLE t (" + ", ".join(f'"{n}" {t}' for n, t in (TYPES | colonnes).items()) + ")")
    for n, montant in enumerate(MONTANTS):
        ligne: dict[str, Any] = {
            "id": f"2024P{n:02}",
            "acheteur_id": VILLE,
            "objet": f'L\'objet « {n} », "entre guillemets"\net à la ligne',
            "montant": float(montant),
            "dateNotification": "2024-02-29",
            "datePublicationDonnees": "2024-03-01 10:00:00",
            "dureeMois": 12,
            "offresRecues": n,
            "marcheInnovant": n % 2 == 0,
            "tauxAvance": 0.05,
            "techniques": ["Accord-cadre", "Enchère électronique"],
            "considerationsSociales": ["Clause sociale"],
            "titulaire_id": FABRE,
            "titulaire_typeIdentifiant": "SIRET",
            "modification_id": n,
            "donneesActuelles": True,
            "acheteur_latitude": 44.8378,
            "codes": [1, 2],
        }
        inserer(con, ligne)
    inserer(con, {"id": "2024P90", "objet": "", "techniques": [], "titulaire_nom": "", "uid": ""})
    inserer(
        con, {"id": "2024P91", "techniques": [""], "considerationsSociales": ["a", None], "codes": [None]}
    )
    inserer(con, {})


def inserer(con: duckdb.DuckDBPyConnection, ligne: dict[str, Any]) -> None:
    noms = ", ".join(f'"{n}"' for n in ligne) or '"id"'
    con.execute(
        f"INSERT INTO t ({noms}) VALUES ({', '.join('?' * max(1, len(ligne)))})",
        list(ligne.values()) or [None],
    )


def lire(dossier: Path, nom: str) -> tuple[Source, list[dict[str, Any]]]:
    (source,) = lire_fichiers([dossier / nom], dossier / "staging")
    return source, lignes(dossier / "staging")


def test_a_parquet_says_what_its_csv_says(tmp_path: Path):
    """Amounts, dates, booleans, lists, and what is empty or absent, which CSV cannot tell apart."""
    with duckdb.connect() as con:
        table(con)
        con.execute(f"COPY t TO '{tmp_path}/f.parquet' (FORMAT parquet)")
        listes = [nom for nom, genre in TYPES.items() if genre.endswith("[]")]
        joints = ", ".join(f"array_to_string({nom}, ', ') AS {nom}" for nom in listes)
        con.execute(f"COPY (SELECT * REPLACE ({joints}) FROM t) TO '{tmp_path}/f.csv' (FORMAT csv)")
    du_csv, en_csv = lire(tmp_path, "f.csv")
    du_parquet, en_parquet = lire(tmp_path, "f.parquet")
    assert en_parquet == en_csv
    assert (du_parquet.format, du_csv.format) == ("parquet", "csv")
    assert rangs(tmp_path) == list(range(1, len(MONTANTS) + 4))
    assert du_parquet.lus == du_csv.lus == len(MONTANTS) + 3
    premiere = en_parquet[0]
    assert [ligne["montant"] for ligne in en_parquet[: len(LUS)]] == [n and Decimal(n) for n in LUS]
    assert (str(premiere["date_notification"]), str(premiere["date_publication"])) == (
        "2024-02-29",
        "2024-03-01",
    )
    assert premiere["techniques"] == ["Accord-cadre", "Enchère électronique"]
    assert (premiere["marche_innovant"], premiere["offres_recues"], premiere["duree_mois"]) == (
        "true",
        "0",
        12,
    )
    assert (
        premiere["champs_inconnus"]
        == '{"donneesActuelles":"true","acheteur_latitude":"44.8378","codes":"1, 2"}'
    )
    for vide in en_parquet[len(MONTANTS) :]:
        assert (vide["objet"], vide["uid"], vide["techniques"], vide["champs_inconnus"]) == (None,) * 4


def rangs(dossier: Path) -> list[int]:
    """The ranks of what was read last."""
    lus = duckdb.sql(
        f"SELECT rang FROM read_parquet('{dossier}/staging/*/*.parquet') ORDER BY rang"
    ).fetchall()
    return [rang for (rang,) in lus]


HOSTILES = [
    'a"b',
    "l'été",
    "{rang}",
    "{lignes}",
    "}{",
    "rang",
    "lignes",
    "a\nb",
    "--",
    "x" * 500,
    ".",
    "%s",
    "é\u202e",
    "filename",
]


def test_columns_of_any_name_are_kept_as_unknown_fields(tmp_path: Path):
    with duckdb.connect() as con:
        table(con, **{nom.replace('"', '""'): "VARCHAR" for nom in HOSTILES})
        con.execute("DELETE FROM t WHERE id <> '2024P00' OR id IS NULL")
        for nom in HOSTILES:
            con.execute('UPDATE t SET "{}" = ?'.format(nom.replace('"', '""')), [f"valeur de {nom}"])
        con.execute(f"COPY t TO '{tmp_path}/f.parquet' (FORMAT parquet)")
    _, [ligne] = lire(tmp_path, "f.parquet")
    assert {n: v for n, v in json.loads(ligne["champs_inconnus"]).items() if n in HOSTILES} == {
        nom: f"valeur de {nom}" for nom in HOSTILES
    }
    assert (ligne["id"], ligne["montant"]) == ("2024P00", Decimal("1000000000000000.00"))


def test_the_folder_of_a_file_is_no_column_of_it(tmp_path: Path):
    """« id=9 » is a folder, not an identifier."""
    dossier = tmp_path / "id=9" / "annee=2024"
    dossier.mkdir(parents=True)
    with duckdb.connect() as con:
        table(con)
        con.execute(
            f"COPY (SELECT * EXCLUDE (techniques, considerationsSociales, codes) FROM t) TO '{dossier}/f.csv'"
        )
        con.execute(f"COPY t TO '{dossier}/f.parquet' (FORMAT parquet)")
    for nom in ("f.csv", "f.parquet"):
        (source,) = lire_fichiers([dossier / nom], tmp_path / "staging")
        lue = lignes(tmp_path / "staging")[0]
        assert (source.refus, lue["id"]) == (None, "2024P00")
        assert "annee" not in lue["champs_inconnus"]


@pytest.mark.parametrize(
    ("requete", "phrase"),
    [
        ("SELECT * EXCLUDE (montant, id) FROM t", "n'est pas celui de decp.info, colonne(s) absente(s) : id, montant."),
        ("SELECT 1 AS a", "colonne(s) absente(s) : id, acheteur_id, titulaire_id, montant, dateNotification."),
        ("SELECT *, 5 AS file_row_number FROM t", "une colonne se nomme « file_row_number », nom réservé : re"),
        ("SELECT *, 5 AS Rang_de_la_ligne FROM t", "une colonne se nomme « Rang_de_la_ligne », nom réservé"),
    ],
)  # fmt: skip
def test_another_table_is_refused(requete: str, phrase: str, tmp_path: Path):
    with duckdb.connect() as con:
        table(con)
        con.execute(f"COPY ({requete}) TO '{tmp_path}/f.parquet' (FORMAT parquet)")
    source, lues = lire(tmp_path, "f.parquet")
    assert source.refus and source.refus.startswith("f.parquet : ") and phrase in source.refus
    assert lues == []


def test_a_damaged_parquet_is_refused_or_read_and_never_fails_otherwise(tmp_path: Path):
    with duckdb.connect() as con:
        table(con)
        con.execute(f"COPY t TO '{tmp_path}/f.parquet' (FORMAT parquet)")
    entier = (tmp_path / "f.parquet").read_bytes()
    abime = "f.parquet : le fichier Parquet est abîmé ; redemandez-le."
    for taille in (4, 8, 100, len(entier) // 2, len(entier) - 8, len(entier) - 1):
        (tmp_path / "f.parquet").write_bytes(entier[:taille])
        assert lire(tmp_path, "f.parquet")[0].refus == abime
    hasard = random.Random(0)
    refus = set()
    for _ in range(8):
        octets = bytearray(entier)
        for place in [hasard.randrange(len(entier) - 2_500, len(entier)), hasard.randrange(4, len(entier))]:
            octets[place] ^= 1 << hasard.randrange(8)
        (tmp_path / "f.parquet").write_bytes(octets)
        source, lues = lire(tmp_path, "f.parquet")
        refus.add(source.refus)
        assert len(lues) == (source.lus or 0)
    assert abime in refus
    assert all(r is None or r.startswith("f.parquet : ") for r in refus)
