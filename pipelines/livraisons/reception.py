"""One delivery read and judged, alone: its records, those that wait with the rules they break, or why it is refused.

What it replaces, and whether that is accepted, belong to `vigueur` and `porte`.
"""

import csv
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines.commun.duck import literal, sql
from pipelines.commun.erreurs import FichierRefuse, SpaserErreur
from pipelines.commun.fichiers import sha256
from pipelines.livraisons import prive
from pipelines.livraisons.journal import Livraison
from pipelines.livraisons.lectures import BRUT, Jugement, Lectures, nom_de
from pipelines.livraisons.porte import Refus, de_structure, trop_de_fautes
from pipelines.livraisons.tranches import TOUT, dans_la_periode, jointure, tranche_de
from pipelines.schemas import tables as schemas
from pipelines.validation.export import nom_sql

if TYPE_CHECKING:
    from pipelines.validation.controle import Controle

_EMPREINTE = re.compile(r"[_-]([0-9a-f]{12})\.[a-z]{3,4}\Z")
ENREGISTREMENT_MAX = 2_000_000


@dataclass
class Reception:
    """What became of a file: `parquet` holds its records (livraison, enregistrement, ligne, regles, cle, columns)."""

    livraison: Livraison
    rang: int
    empreinte: str | None = None
    forme: str | None = None
    refus: Refus | None = None
    lignes: int = 0
    fausses: int = 0
    parquet: Path | None = None
    remarques: list[str] = field(default_factory=list)


def recevoir(
    con: duckdb.DuckDBPyConnection,
    livraison: Livraison,
    rang: int,
    travail: Path,
    registres: Path,
    lectures: Lectures,
) -> Reception:
    """Read and judge one delivery; its records go to `travail`/<rang>.parquet and to the table `recues`.

    `registres` holds the registers already in force, which date the rows of some tables; `lectures` keeps what was
    found in files that have not changed.
    """
    reception = Reception(livraison, rang)
    dossier = prive.ouvrir(travail / f"lecture-{rang}")
    try:
        schema = schemas.charger(livraison.table)
        reception.refus = _lieu(livraison, schema, reception)
        if reception.refus is None:
            reception.empreinte = sha256(livraison.chemin)
            nom = nom_de(livraison, reception.empreinte, schema)
            jugement = lectures.chercher(nom) or lectures.garder(nom, _juger(livraison, schema, dossier))
            _prendre(con, reception, schema, jugement, travail, registres)
    except SpaserErreur as error:
        reception.refus = Refus("illisible", str(error))
    finally:
        shutil.rmtree(dossier, ignore_errors=True)
    return reception


def _lieu(livraison: Livraison, schema: schemas.Schema, reception: Reception) -> Refus | None:
    """Say why a file is not opened: no such slice, not there, not its place, changed since it was delivered."""
    if livraison.periode != TOUT and tranche_de(livraison.table).annee is None:
        texte = f"« {livraison.table} » se livre en entier : déclarez la période « {TOUT} »."
        return Refus("periode_impossible", texte)
    chemin = livraison.chemin
    if not chemin.is_file():
        return Refus("fichier_introuvable", f"Le fichier {livraison.fichier} n'est plus là.")
    if livraison.source is not None:
        return None
    if not chemin.resolve().is_relative_to(livraison.base.resolve()):
        return Refus("hors_du_dossier", f"{livraison.fichier} n'est pas dans le dossier de ce SPASER.")
    if schemas.est_prive(schema):
        if not prive.a_sa_place(livraison.base, chemin):
            texte = (
                f"« {livraison.table} » concerne des personnes : son fichier doit être dans {prive.DOSSIER}/."
            )
            return Refus("hors_prive", texte)
        if remarque := prive.fermer(livraison.base, chemin):
            reception.remarques.append(remarque)
    annonce = _EMPREINTE.search(chemin.name)
    if annonce and not sha256(chemin).startswith(annonce[1]):
        return Refus(
            "fichier_change", f"{livraison.fichier} a changé depuis sa livraison : livrez-le de nouveau."
        )
    return None


def _juger(livraison: Livraison, schema: schemas.Schema, dossier: Path) -> Jugement:
    """Read a file as it was sent and judge it, apart from what else is in force."""
    from pipelines.registres.correspondance import lire_correspondance
    from pipelines.validation.controle import controler

    correspondance = None
    if livraison.correspondance:
        correspondance = lire_correspondance(livraison.chemin_correspondance)
    try:
        controle = controler(
            livraison.chemin,
            schema,
            dossier=dossier,
            encodage=livraison.encodage,
            correspondance=correspondance,
        )
    except FichierRefuse as error:
        return Jugement(None, 0, 0, Refus("illisible", str(error)), None)
    forme, lignes = controle.lecture.forme, controle.constats.lignes
    fautes, refus = _fautes(controle, lignes, livraison.disparitions_confirmees)
    if refus is not None:
        return Jugement(forme, lignes, len(fautes), refus, None)
    brut = dossier / BRUT
    ecrites = _ecrire(controle, fautes, schema, brut)
    if ecrites != lignes:
        raise SpaserErreur(
            f"{livraison.fichier} : {lignes} enregistrements jugés, {ecrites} relus : rien ne doit se perdre."
        )
    return Jugement(forme, lignes, len(fautes), None, brut)


def _prendre(
    con: duckdb.DuckDBPyConnection,
    reception: Reception,
    schema: schemas.Schema,
    jugement: Jugement,
    travail: Path,
    registres: Path,
) -> None:
    """Put the records of a judged file into the table `recues`, unless it is refused as a whole."""
    reception.forme, reception.lignes = jugement.forme, jugement.lignes
    reception.fausses, reception.refus = jugement.fausses, jugement.refus
    if jugement.brut is None:
        return
    reception.parquet = travail / f"{reception.rang}.parquet"
    con.execute(_requete(reception, schema, jugement.brut, registres))
    # rows of another slice are wrong rows too
    [(reception.fausses,)] = con.execute("SELECT count(*) FROM recues WHERE regles IS NOT NULL").fetchall()
    reception.refus = trop_de_fautes(reception.fausses, reception.lignes)


def _fautes(
    controle: "Controle", lignes: int, vide_confirme: bool
) -> tuple[dict[int, list[str]], Refus | None]:
    """The rules that each wrong record breaks, or why the file is refused as a whole.

    A fault of the file comes first or last in the list, so that all of it is read; what is kept stays small.
    """
    fautes: dict[int, list[str]] = {}
    exces: Refus | None = None
    for erreur in controle.constats.erreurs():
        if refus := de_structure(erreur, vide_confirme):
            return fautes, refus
        numero = erreur["enregistrement"]
        if exces is None and numero is not None:
            regles = fautes.setdefault(numero, [])
            regle = f"{erreur['champ']} : {erreur['regle']}" if erreur["champ"] else erreur["regle"]
            if regle not in regles:
                regles.append(regle)
            exces = trop_de_fautes(len(fautes), lignes)
    return fautes, exces


def _ecrire(controle: "Controle", fautes: dict[int, list[str]], schema: schemas.Schema, brut: Path) -> int:
    """Write every record with its number, its place in the sender's file and the rules it breaks; count them."""
    noms, lecture, nombre = schemas.colonnes(schema), controle.lecture, 0
    with brut.open("w", encoding="utf-8", newline="") as file:
        sortie = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        sortie.writerow(["enregistrement", "ligne", "regles", *noms])
        for nombre, cellules in enumerate(_enregistrements(lecture.canonique, noms), 1):
            # the title record is number 1
            numero = nombre + 1
            if sum(map(len, cellules)) > ENREGISTREMENT_MAX:
                raise FichierRefuse(f"Enregistrement {numero} : plus de {ENREGISTREMENT_MAX} caractères.")
            sortie.writerow([numero, lecture.position(numero), " ; ".join(fautes.get(numero, [])), *cellules])
    return nombre


def _enregistrements(canonique: Path, noms: list[str]) -> Iterator[list[str]]:
    """Yield the cells of each record in the order of the schema, blank records included."""
    with canonique.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        titres = {titre: place for place, titre in reversed(list(enumerate(next(reader, []))))}
        places = [titres.get(nom) for nom in noms]
        for cellules in reader:
            yield [cellules[p] if p is not None and p < len(cellules) else "" for p in places]


def _requete(reception: Reception, schema: schemas.Schema, brut: Path, registres: Path) -> str:
    livraison, tranche = reception.livraison, tranche_de(reception.livraison.table)
    types = schemas.types_duckdb(schema)
    acheteur = f"acheteur_siren = {literal(livraison.acheteur)}" if tranche.par_acheteur else "true"
    return sql(
        __file__,
        "reception",
        brut=literal(brut),
        sortie=literal(reception.parquet),
        rang=str(reception.rang),
        types=",\n        ".join(f"TRY_CAST({nom_sql(n)} AS {t}) AS {nom_sql(n)}" for n, t in types.items()),
        illisibles=_illisibles(schema),
        cle_brute=_cle(schema, ""),
        cle=_cle(schema, "::VARCHAR"),
        annee=tranche.annee or "NULL::INTEGER",
        jointure=jointure(tranche, str(registres)),
        dans_la_tranche=f"{acheteur} AND {dans_la_periode(livraison.periode, '_annee')}",
        colonnes=", ".join(map(nom_sql, types)),
    )


def _cle(schema: schemas.Schema, cast: str) -> str:
    return (
        "concat_ws(chr(31), "
        + ", ".join(f"coalesce({nom_sql(c)}{cast}, '')" for c in schemas.cle(schema))
        + ")"
    )


def _illisibles(schema: schemas.Schema) -> str:
    """SQL of the rules that a cell breaks when its type cannot hold it exactly; nothing accepted is altered unseen."""
    cas = []
    for champ in schema["fields"]:
        nom, type_ = nom_sql(champ["name"]), schemas.type_duckdb(champ)
        if champ["type"] == "string":
            continue
        perdu = f"TRY_CAST({nom} AS {type_}) IS NULL"
        if champ["type"] == "number":
            perdu += f" OR TRY_CAST({nom} AS DECIMAL(38, 12)) <> TRY_CAST({nom} AS {type_})"
        cas.append(
            f"CASE WHEN {nom} IS NOT NULL AND ({perdu}) THEN {literal(champ['name'] + ' : spaser-valeur-inexacte')} END"
        )
    return "concat_ws(' ; ', " + ",\n            ".join([*cas, "NULL"]) + ")"
