"""Repeated values of unique columns and repeated or absent keys, compared as frictionless compares them: once cast.

How a cell is cast belongs to `juge`; the order of faults within a record is mended here, since repeats change it.
"""

from pipelines.commun import duck
from pipelines.schemas import tables as schemas
from pipelines.validation.juge import APRES_LES_CLES, PAR_CELLULE
from pipelines.validation.moteur_passe import Passe

UNIQUE, CLE = 3, 4
NOMBRES = ("number", "integer")


def comparer(passe: Passe) -> None:
    """Write the faults of unique columns, then those of the key."""
    titres = passe.titres
    for rang, numero in enumerate(titres.uniques):
        _doubles(passe, [numero], presente="v1 IS NOT NULL")
        champ = titres.champs[numero - 1]
        passe.executer(
            "cles",
            dest=f"erreurs-unique-{numero}",
            etage=str(UNIQUE),
            ordre=str(rang),
            numero=str(numero),
            champ=duck.literal(titres.noms[numero - 1]),
            code="unique-error",
            valeur=f"p.k{numero}" if champ is not None and schemas.est_montrable(champ) else "NULL::VARCHAR",
        )
    if titres.cle:
        absente = " AND ".join(f"v{rang} IS NULL" for rang in range(1, len(titres.cle) + 1))
        _doubles(passe, titres.cle, presente=f"NOT ({absente})")
        passe.executer(
            "sans_cle",
            valeurs=_valeurs(passe, titres.cle),
            canons=_jointures(passe, titres.cle),
            absente=absente,
        )
        passe.executer(
            "cles", dest="erreurs-cle", etage=str(CLE), ordre="0", numero="NULL", champ="NULL", code="primary-key",
            valeur="NULL::VARCHAR",
        )  # fmt: skip


def remettre_en_ordre(passe: Passe) -> None:
    """Give the faults of records that repeat a unique value the order in which frictionless then reads them."""
    titres = passe.titres
    if not titres.uniques or len({*titres.uniques, *titres.cle}) < 2:
        return
    fichiers = ", ".join(duck.literal(passe.fichier(f"erreurs-unique-{numero}")) for numero in titres.uniques)
    premiers = (
        f"(SELECT enregistrement, min(ordre) AS rang FROM read_parquet([{fichiers}]) GROUP BY enregistrement)"
    )
    for nom in ("erreurs-cellules", "erreurs-largeurs"):
        if not passe.fichier(nom).exists():
            continue
        passe.executer(
            "ordre",
            dest="remises",
            fautes=passe.table(nom),
            premiers=premiers,
            apres=str(APRES_LES_CLES * PAR_CELLULE),
            pas=str(PAR_CELLULE),
        )
        passe.fichier("remises").replace(passe.fichier(nom))


def _doubles(passe: Passe, numeros: list[int], *, presente: str) -> None:
    passe.executer(
        "doubles",
        valeurs=_valeurs(passe, numeros),
        canons=_jointures(passe, numeros),
        cles=", ".join(f"v{rang}" for rang in range(1, len(numeros) + 1)),
        presente=presente,
    )


def _valeurs(passe: Passe, numeros: list[int]) -> str:
    """The value of each column of a key: its text when proved, what the judge made of it otherwise."""
    valeurs = []
    for rang, numero in enumerate(numeros, 1):
        champ = passe.titres.champs[numero - 1]
        canon = f"c{rang}.canon"
        if champ is not None and champ["type"] in NOMBRES:  # NaN differs from itself
            canon = f"CASE WHEN {canon} = 'NaN' THEN 'NaN ' || p.enregistrement ELSE {canon} END"
        valeurs.append(
            f"CASE WHEN c{rang}.enregistrement IS NULL THEN p.k{numero} ELSE {canon} END AS v{rang}"
        )
    return ", ".join(valeurs)


def _jointures(passe: Passe, numeros: list[int]) -> str:
    return "\n".join(
        f"LEFT JOIN {passe.table('canons')} AS c{rang} "
        f"ON c{rang}.enregistrement = p.enregistrement AND c{rang}.numero = {numero}"
        for rang, numero in enumerate(numeros, 1)
    )
