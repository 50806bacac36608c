"""A release as an OpenDocument workbook, written as the XLSX is: DuckDB makes the XML of each row.

The parts around the rows are in `ods_parties`, what sheets there are in `feuilles`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb

from pipelines.publication.formats import feuilles as f
from pipelines.publication.formats import flux
from pipelines.publication.formats import ods_parties as parties
from pipelines.publication.formats.archive import Archive
from pipelines.publication.formats.feuilles import Feuille
from pipelines.schemas import tables as schemas
from pipelines.validation.export import nom_sql, texte_sql

_SIGNES = {code: chr(0x2400 + code) if code < 32 else "\ufffd" for code in f.REFUSES}
_LARGEUR_PROPOS = 100


def ecrire_ods(
    feuilles: Sequence[Feuille], lisezmoi: Sequence[Sequence[str]], dest: Path, tmp: Path
) -> tuple[str, ...]:
    """Write « Lisez-moi », « Dictionnaire », then one sheet a table; return the tables that are too large for it."""
    gardees = f.retenues(feuilles)
    con = f.ouvrir(tmp)
    with Archive(dest) as archive:
        archive.ajouter("mimetype", [parties.MIMETYPE], brut=True)
        archive.ajouter("content.xml", _contenu(con, gardees, lisezmoi))
        for nom, texte in (
            ("styles.xml", parties.styles()),
            ("settings.xml", parties.reglages([nom for nom, _ in gardees], f.LISEZ_MOI)),
            ("meta.xml", parties.meta()),
            ("META-INF/manifest.xml", parties.manifeste()),
        ):
            archive.ajouter(nom, [texte.encode()])
    con.close()
    return f.trop_grandes(feuilles)


def _contenu(
    con: duckdb.DuckDBPyConnection, gardees: Sequence[tuple[str, Feuille]], lisezmoi: Sequence[Sequence[str]]
) -> Iterator[bytes]:
    largeurs = [f.largeur(champ) for _, table in gardees for champ in table.schema["fields"]]
    colonnes = max(map(len, lisezmoi), default=1)
    propos = parties.ouvrir_table(f.LISEZ_MOI, [(_LARGEUR_PROPOS, "propos")] * colonnes)
    lignes = [_ligne(ligne, "titre" if n == 0 else "propos") for n, ligne in enumerate(lisezmoi)]
    yield parties.avant([*largeurs, _LARGEUR_PROPOS]).encode()
    yield (propos + "".join(lignes or [_ligne([""], "propos")]) + parties.FERMER_TABLE).encode()
    for nom, table in gardees:
        yield from _feuille(con, nom, table)
    tailles = [(nom, len(table.schema["fields"]), table.lignes + 1) for nom, table in gardees]
    yield parties.apres(tailles).encode()


def _feuille(con: duckdb.DuckDBPyConnection, nom: str, table: Feuille) -> Iterator[bytes]:
    champs = table.schema["fields"]
    titres = _ligne([champ["name"] for champ in champs], "titre")
    yield (
        parties.ouvrir_table(nom, [(f.largeur(champ), f.sorte(champ)) for champ in champs])
        + f"<table:table-header-rows>{titres}</table:table-header-rows>\n"
    ).encode()
    autres = f.a_ecrire_autrement(con, table)
    cellules = ",\n".join(_cellule(champ, champ["name"] in autres) for champ in champs)
    ligne = f"'<table:table-row>',\n{cellules},\n'</table:table-row>'"
    yield from flux.lire(con, f.lignes_sql(table, ligne))
    yield parties.FERMER_TABLE.encode()


def _cellule(champ: schemas.Champ, autrement: bool) -> str:
    """Return the SQL of a cell; an absent value keeps its place, which nothing else tells in an ODS."""
    nom, texte = nom_sql(champ["name"]), texte_sql(champ)

    def valeur(type_: str, attribut: str, dite: str, montree: str) -> str:
        return (
            f'concat(\'<table:table-cell office:value-type="{type_}" office:{attribut}="\', {dite}, '
            f"'\"><text:p>', {montree}, '</text:p></table:table-cell>')"
        )

    def en_texte(contenu: str, style: str = "") -> str:
        return f"concat('<table:table-cell{style} office:value-type=\"string\">', {contenu}, '</table:table-cell>')"

    simple = f"'<text:p>', {texte}, '</text:p>'"
    exact = en_texte(simple, ' table:style-name="texte"')

    def si(condition: str, cellule: str) -> str:
        return f"CASE WHEN {condition} THEN {cellule} ELSE {exact} END"

    if champ["type"] == "string":
        cellule = en_texte(simple)
        if autrement:
            cellule = f"CASE WHEN tel_quel({nom}) THEN {cellule} ELSE {en_texte(f'texte_ods({nom})')} END"
    elif champ["type"] == "boolean":
        cellule = valeur("boolean", "boolean-value", texte, f"CASE WHEN {nom} THEN 'VRAI' ELSE 'FAUX' END")
    elif champ["type"] == "date":
        montree = f"({texte})[9:10] || '/' || ({texte})[6:7] || '/' || ({texte})[1:4]"
        cellule = si(f.date_sure(champ), valeur("date", "date-value", texte, montree))
    else:
        cellule = si(f.tient_en_nombre(champ), valeur("float", "value", texte, f"replace({texte}, '.', ',')"))
    vide = f"{nom} <> ''" if champ["type"] == "string" else f"{nom} IS NOT NULL"
    return f"CASE WHEN {vide} THEN {cellule} ELSE '<table:table-cell/>' END"


def _ligne(textes: Sequence[str], style: str) -> str:
    cellules = "".join(
        f'<table:table-cell table:style-name="{style}" office:value-type="string">{_paragraphes(t)}</table:table-cell>'
        if t
        else "<table:table-cell/>"
        for t in textes
    )
    return f"<table:table-row>{cellules or '<table:table-cell/>'}</table:table-row>"


def _paragraphes(texte: str) -> str:
    """Return a text of ours as paragraphs, as `texte_ods` does for those of a table."""
    coupe = escape(f.couper(texte).translate(_SIGNES)).replace("  ", " <text:s/>")
    return "".join(f"<text:p>{ligne}</text:p>" for ligne in coupe.split("\n"))
