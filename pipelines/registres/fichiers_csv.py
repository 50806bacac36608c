"""A CSV from bytes to a reading: strict when it already is what the schema says, else understood. Wiring only."""

from pathlib import Path

import duckdb

from pipelines.commun.fichiers import sha256
from pipelines.registres import a_part, tableur, textes
from pipelines.registres.consignes import consignes
from pipelines.registres.correspondance import Correspondance
from pipelines.registres.encodages import PasUtf8, Texte, en_utf8
from pipelines.registres.lieux import LieuxLus, LieuxStricts
from pipelines.registres.modele import Colonne, Lecture, Remarque
from pipelines.registres.questions import question
from pipelines.registres.remarques import remarques_de_titres
from pipelines.registres.titres import Entete, Rangee, Titres
from pipelines.schemas import tables as schemas


def lire_csv(
    path: Path,
    schema: schemas.Schema,
    dossier: Path,
    regles: Correspondance | None,
    encodage: str | None,
    mode: str,
) -> Lecture:
    """Read a CSV; `mode` is auto, stricte or tableur.

    Errors: FichierRefuse with the question to answer.
    """
    titres = Titres(schema, regles)
    try:
        texte = en_utf8(path, encodage or (regles.encodage if regles else None), dossier)
    except PasUtf8 as error:
        raise question(path, error, titres, schema) from error
    if mode == "stricte":
        premiere = next(iter(textes.tete(textes.debut(texte.path), ",", 1)), (1, []))
        return _stricte(path, schema, texte, premiere[1])
    connu = regles or Correspondance()
    separateur, entete, tete = textes.trouver(
        texte.path, path.name, titres, connu.separateur, connu.ligne_de_titres
    )
    if mode == "auto" and not regles and _deja_canonique(texte, separateur, entete):
        return _stricte(path, schema, texte, tete[0][1])
    titres.verifier(entete, path.name)
    return _comprise(path, schema, dossier, texte, separateur, entete, tete, regles)


def _deja_canonique(texte: Texte, separateur: str, entete: Entete) -> bool:
    return separateur == "," and texte.encodage == "utf-8" and entete.exacte and entete.rang == 0


def _stricte(path: Path, schema: schemas.Schema, texte: Texte, titres: list[str]) -> Lecture:
    noms = set(schemas.colonnes(schema))
    lus = [titre.strip() for titre in titres]
    colonnes = tuple(Colonne(i, t, t if t in noms else None) for i, t in enumerate(lus, 1))
    places = {c.titre: c.place for c in colonnes if c.champ}
    return Lecture(
        source=path,
        sha256=sha256(path),
        forme="csv",
        feuille=None,
        encodage=texte.encodage,
        delimiteur=",",
        canonique=texte.path,
        constats=list(_du_texte(texte)),
        colonnes=colonnes,
        lieux=LieuxStricts(texte.path, places, texte.simple),
    )


def _comprise(
    path: Path,
    schema: schemas.Schema,
    dossier: Path,
    texte: Texte,
    separateur: str,
    entete: Entete,
    tete: list[Rangee],
    regles: Correspondance | None,
) -> Lecture:
    largeur, brut = len(entete.colonnes), dossier / "brut.parquet"
    liste = consignes(schema, entete, regles)
    with tableur.ouvrir(dossier) as con:
        if not (texte.simple and _regulier(con, texte, largeur, brut, separateur, entete)):
            plat = dossier / "brut.csv"
            lus = textes.lire(texte.path, path.name, separateur, entete.rang + 1)
            textes.ecrire_brut(lus, largeur, plat)
            tableur.poser_ecrites(con, plat, largeur, brut, path.name)
        constantes = regles.constantes if regles else {}
        lu = tableur.comprendre(
            con, brut, schema, liste, constantes, largeur, dossier, path.name, marques=False
        )
        pleines = a_part.colonnes_pleines(con, brut, [c.numero for c in entete.colonnes if not c.titre])
    lieux = LieuxLus(lu, entete.ligne)
    return Lecture(
        source=path,
        sha256=sha256(path),
        forme="csv",
        feuille=None,
        encodage=texte.encodage,
        delimiteur=separateur,
        canonique=lu.canonique,
        constats=[
            Remarque("separateur", f"Séparateur des colonnes : {textes.SEPARATEURS[separateur]}."),
            *_du_texte(texte),
            *remarques_de_titres(entete, tete, regles, pleines),
            *lu.constats,
        ],
        colonnes=entete.colonnes,
        lieux=lieux,
        lire_doutes=lieux.doutes,
    )


def _regulier(
    con: duckdb.DuckDBPyConnection, texte: Texte, largeur: int, brut: Path, separateur: str, entete: Entete
) -> bool:
    """Read at DuckDB's speed a text whose lines are records; False when a row is short or too long."""
    try:
        tableur.poser(con, texte.path, largeur, brut, delim=separateur, saut=entete.ligne)
    except duckdb.Error:
        return False
    return True


def _du_texte(texte: Texte) -> list[Remarque]:
    if texte.encodage == "utf-8":
        return []
    return [Remarque("encodage", f"Texte lu en {texte.encodage}, comme déclaré.")]
