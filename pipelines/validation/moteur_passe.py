"""One reading of a file by DuckDB: what is proved is cleared, the rest is judged by frictionless' own cell readers.

Up to `PRISE_DE_RELAIS` of doubtful records, each doubtful cell goes to the judge in turn; beyond, each distinct text
goes once and DuckDB writes the faults. Keys belong to `moteur_cles`, bytes to `moteur_octets` and `moteur_lignes`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from pipelines.validation import spool
from pipelines.validation.export import chemin_sql
from pipelines.validation.juge import Jugement
from pipelines.validation.moteur_lignes import RETOUR
from pipelines.validation.moteur_releve import Cahier, Releve
from pipelines.validation.moteur_titres import Titres
from pipelines.validation.preuve import TOUJOURS

PRISE_DE_RELAIS = 0.10
MEMOIRE_DU_JUGE = 20_000
LIGNE_COURANTE = 1_900_000
VERDICTS = {
    "numero": "INTEGER",
    "texte": "VARCHAR",
    "champ": "VARCHAR",
    "montrable": "BOOLEAN",
    "etage": "UTINYINT",
    "ordre": "BIGINT",
    "code": "VARCHAR",
    "regle": "VARCHAR",
    "note": "VARCHAR",
    "canon": "VARCHAR",
}
CANONS = {"enregistrement": "BIGINT", "numero": "INTEGER", "canon": "VARCHAR"}
LARGEURS = {"enregistrement": "BIGINT", "cellules": "BIGINT"}


@dataclass
class Passe:
    """The tables of one examination, as Parquet files of its folder, and how to query them."""

    con: duckdb.DuckDBPyConnection
    dossier: Path
    titres: Titres
    releve: Releve
    temoin: bool
    seulement_les_notres: bool = False
    """frictionless' own codes come from frictionless itself."""

    def fichier(self, nom: str) -> Path:
        """Path of a table of the folder."""
        return self.dossier / f"{nom}.parquet"

    def table(self, nom: str) -> str:
        """FROM clause of a table of the folder."""
        return f"read_parquet({duck.literal(self.fichier(nom))})"

    def executer(self, requete: str, dest: str = "", **params: str) -> None:
        """Run one of the queries beside this module; what it writes is for the owner only."""
        if dest:
            params["dest"] = duck.literal(self.fichier(dest))
        self.con.execute(duck.sql(__file__, f"moteur_{requete}", passe=self.table("passe"), **params))
        if dest:
            self.fichier(dest).chmod(0o600)

    @property
    def largeurs(self) -> str:
        """Records that have not as many cells as the titles, the titles themselves aside."""
        return f"(FROM {spool.lecture_json(self.releve.largeurs.chemin, LARGEURS)} WHERE enregistrement > 1)"

    def lire(self, delimiteur: str) -> None:
        """Read the file once.

        Errors: those of DuckDB on a file that was not regular after all.
        """
        titres, colonnes = self.titres, self.titres.colonnes()
        signes = [
            *(["chr(0)"] if self.releve.nul else []),
            *([duck.literal(RETOUR)] if self.releve.retours else []),
        ]
        preuves = titres.preuves(tuple(signes))
        vide = titres.ligne_vide()
        conditions = [p for p in preuves if p != TOUJOURS]
        if not any(champ and champ.get("constraints", {}).get("required") for champ in titres.champs):
            conditions.append(f"NOT ({vide})")
        # Cells of no interest are read all the same, so that a byte that is not UTF-8 is met wherever it is.
        conditions += [
            f"coalesce(strlen({colonne}) >= 0, true)"
            for colonne, preuve in zip(colonnes, preuves, strict=True)
            if preuve == TOUJOURS
        ]
        en_cle = sorted({*titres.uniques, *titres.cle})
        self.executer(
            "passe",
            dest="passe",
            cles="".join(f", {self._cle(numero)} AS k{numero}" for numero in en_cle),
            preuve=" AND\n".join(conditions),
            douteuses=", ".join(
                [
                    f"CASE WHEN {vide} THEN {{'numero': 0, 'texte': ''}} END",
                    *(
                        f"CASE WHEN {preuve} THEN NULL ELSE {{'numero': {numero}, 'texte': {self._texte(colonne)}}} END"
                        for numero, (colonne, preuve) in enumerate(zip(colonnes, preuves, strict=True), 1)
                        if preuve != TOUJOURS
                    ),
                ]
            ),
            lecture=self._lecture(colonnes, delimiteur),
        )

    def comptes(self) -> tuple[int, int]:
        """Return the records read and the doubtful ones."""
        [(lus, douteux)] = self.con.execute(
            f"SELECT count(*), count(douteuses) FROM {self.table('passe')}"
        ).fetchall()
        return int(lus), int(douteux)

    def juger(self, *, par_textes: bool) -> None:
        """Have every doubtful cell judged: its faults and, in keys, the value it is compared by."""
        self.executer("cellules", largeurs=self.largeurs)
        if par_textes:
            distincts = self._flux("SELECT DISTINCT numero, texte FROM cellules_douteuses")
            spool.ecrire(self.fichier("verdicts"), VERDICTS, self._verdicts(distincts), self.con)
            montrees = "c.texte" if self.temoin else "NULL::VARCHAR"
            self.executer(
                "fautes",
                dest="erreurs-cellules",
                verdicts=self.table("verdicts"),
                cellule=montrees,
                garder="v.code LIKE 'spaser-%'" if self.seulement_les_notres else "true",
            )
            numeros = ", ".join(map(str, {*self.titres.uniques, *self.titres.cle})) or "NULL"
            self.executer("canons", dest="canons", verdicts=self.table("verdicts"), numeros=numeros)
        else:
            canons = Cahier(self.dossier / "canons.jsonl")
            douteuses = self._flux("SELECT enregistrement, numero, texte FROM cellules_douteuses")
            spool.ecrire(
                self.fichier("erreurs-cellules"), spool.ERREURS, self._fautes(douteuses, canons), self.con
            )
            canons.vider()
            self.con.execute(
                f"COPY (FROM {spool.lecture_json(canons.chemin, CANONS)}) TO {duck.literal(self.fichier('canons'))}"
            )

    def mesurer_les_lignes(self) -> None:
        """Blank, short and long records."""
        absentes = [
            {"numero": numero, "champ": self.titres.noms[numero - 1] or None} | faute._asdict()
            for numero, faute in self.titres.juge.absentes()
        ]
        champs = [{"numero": numero, "champ": nom or None} for numero, nom in enumerate(self.titres.noms, 1)]
        spool.ecrire(self.fichier("absentes"), VERDICTS, absentes, self.con)
        spool.ecrire(self.fichier("champs"), VERDICTS, champs, self.con)
        self.executer(
            "largeurs",
            dest="erreurs-largeurs",
            largeurs=self.largeurs,
            champs=self.table("champs"),
            absentes=self.table("absentes"),
            colonnes=str(len(champs)),
        )

    def _verdicts(self, distincts: Iterator[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        juge, en_cle = self.titres.juge, {*self.titres.uniques, *self.titres.cle}
        for numero, texte in distincts:
            fautes, canon = juge.juger(numero, texte)
            commun = {"numero": numero, "texte": texte, "canon": canon} | self._champ(numero)
            for faute in fautes:
                yield commun | faute._asdict()
            if not fautes and numero in en_cle:
                yield commun

    def _fautes(self, douteuses: Iterator[tuple[Any, ...]], canons: Cahier) -> Iterator[dict[str, Any]]:
        juge, en_cle = self.titres.juge, {*self.titres.uniques, *self.titres.cle}

        @lru_cache(MEMOIRE_DU_JUGE)
        def juger(numero: int, texte: str) -> Jugement:
            return juge.juger(numero, texte)

        for enregistrement, numero, texte in douteuses:
            fautes, canon = juger(numero, texte)
            if numero in en_cle:
                canons.noter(enregistrement=enregistrement, numero=numero, canon=canon)
            for faute in fautes:
                if self.seulement_les_notres and not faute.code.startswith("spaser-"):
                    continue
                champ = self._champ(numero)
                yield faute._asdict() | {
                    "groupe": 1,
                    "enregistrement": enregistrement,
                    "numero": numero,
                    "champ": champ["champ"],
                    "valeur": texte if champ["montrable"] else None,
                    "cellule": texte if self.temoin else None,
                }

    def _champ(self, numero: int) -> dict[str, Any]:
        champ = self.titres.champs[numero - 1]
        return {
            "champ": self.titres.noms[numero - 1] or None,
            "montrable": champ is not None and schemas.est_montrable(champ),
        }

    def _flux(self, requete: str) -> Iterator[tuple[Any, ...]]:
        resultat = self.con.execute(requete)
        while lot := resultat.fetchmany(2_000):
            yield from lot

    def _texte(self, colonne: str) -> str:
        return f"replace({colonne}, {duck.literal(RETOUR)}, chr(13))" if self.releve.retours else colonne

    def _cle(self, numero: int) -> str:
        colonne = f"c{numero}"
        autres = [duck.literal(v) for v in self.titres.manquantes[numero - 1] if v]
        return (
            f"CASE WHEN {colonne} IN ({', '.join(autres)}) THEN NULL ELSE {colonne} END"
            if autres
            else colonne
        )

    def _lecture(self, colonnes: list[str], delimiteur: str) -> str:
        types = ", ".join(f"'{colonne}': 'VARCHAR'" for colonne in colonnes)
        longues = self.releve.plus_long + 1_000
        place = (
            f", max_line_size = {longues}, buffer_size = {2 * longues}" if longues > LIGNE_COURANTE else ""
        )
        return (
            f"read_csv({chemin_sql(self.releve.chemin)}, header = true, auto_detect = false, columns = {{{types}}}, "
            f"delim = {duck.literal(delimiteur)}, quote = '\"', escape = '\"', nullstr = '', strict_mode = true, "
            f"null_padding = false, parallel = false{place})"
        )
