"""Kinds of error in rows, titles, bytes and between columns. Each changes a file in place and says what must be found.

Kinds in one cell belong to `cellules`.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.mutations.cellules import CLASSEURS, CSV, TOUS
from benchmarks.mutations.fichiers import Brut, Fichier
from benchmarks.mutations.juger import Attendu
from pipelines.schemas import tables as schemas
from pipelines.validation.regles import plan


@dataclass(frozen=True)
class Structure:
    """One kind: `muter` changes the file and says what is expected, or returns None where it cannot be."""

    nom: str
    dit: str
    muter: Callable[[Fichier], Attendu | None]
    formats: tuple[str, ...] = TOUS


def cle_en_double(f: Fichier) -> Attendu:
    f.lignes.append(list(f.lignes[0]))
    return Attendu([(f.ligne(len(f.lignes) - 1), None, ("primary-key",))])


def unique_en_double(f: Fichier) -> Attendu | None:
    """No register has a column that is unique by itself: one is declared for the test."""
    champ = next(
        (c for c in f.schema["fields"] if c["name"] in ("decp_id", "evenement_id", "numero_paiement")), None
    )
    if champ is None:
        return None
    champ["constraints"] = {**champ.get("constraints", {}), "unique": True}
    f.schema["primaryKey"] = []
    i = f.place(champ["name"])
    f.lignes[1][i] = f.lignes[0][i]
    return Attendu([(f.ligne(1), i + 1, ("unique-error", "constraint-error"))])


def titre_inconnu(f: Fichier) -> Attendu | None:
    tenues = {c for r in plan(f.schema)[0] for c in r.colonnes} | set(schemas.cle(f.schema))
    for i, champ in enumerate(f.schema["fields"]):
        if champ["name"] not in tenues and not champ.get("constraints", {}).get("required"):
            f.titres[i] = "Commentaire libre"
            # a register about persons cites the column and not its title, which may be a value gone astray
            return Attendu(remarque=rf"Commentaire libre|n° {i + 1}\b")
    return None


def colonne_obligatoire_absente(f: Fichier) -> Attendu | None:
    i = _obligatoire(f)
    if i is None:
        return None
    del f.titres[i], f.types[i]
    for ligne in f.lignes:
        del ligne[i]
    return Attendu([(None, None, ("missing-label",))])


def titre_obligatoire_mal_ecrit(f: Fichier) -> Attendu | None:
    i = _obligatoire(f)
    if i is None:
        return None
    f.titres[i] = f.titres[i][:-1] + "zz"
    return Attendu([(None, None, ("missing-label",))])


def _obligatoire(f: Fichier) -> int | None:
    cle = schemas.cle(f.schema)
    for i, champ in enumerate(f.schema["fields"]):
        if champ.get("constraints", {}).get("required") and champ["name"] not in cle:
            return i
    return None


def titre_en_double(f: Fichier) -> Attendu:
    f.titres[-1] = f.titres[0]
    if f.format == "csv":
        return Attendu([(1, len(f.titres), ("spaser-titre-double",)), (None, None, ("error",))])
    return Attendu(refus="deux colonnes donnent")


def cellule_de_trop(f: Fichier) -> Attendu:
    f.lignes[1].append(Brut("de trop"))
    return Attendu([(f.ligne(1), len(f.titres) + 1, ("extra-cell",))])


def cellule_de_moins(f: Fichier) -> Attendu:
    del f.lignes[1][-1]
    return Attendu([(f.ligne(1), len(f.titres), ("missing-cell",))])


def ligne_vide(f: Fichier) -> Attendu:
    f.lignes.insert(1, [""] * len(f.titres))
    if f.format == "csv":
        return Attendu([(f.ligne(1), None, ("blank-row",))])
    return Attendu(remarque=r"[Ll]ignes? vides?")


def ligne_de_totaux(f: Fichier) -> Attendu | None:
    if not any(c["type"] in ("number", "integer") for c in f.schema["fields"]):
        return None
    cle = schemas.cle(f.schema)
    sommes = [c["type"] in ("number", "integer") and c["name"] not in cle for c in f.schema["fields"]]
    total = ["Total", *("12" if somme else "" for somme in sommes[1:])]
    f.lignes.append(total)
    if f.format != "csv":
        return Attendu(remarque="[Tt]ota")
    rang = f.ligne(len(f.lignes) - 1)
    premiere = next(
        i
        for i, c in enumerate(f.schema["fields"])
        if (i == 0 and not re.fullmatch(c.get("constraints", {}).get("pattern", ".*"), "Total"))
        or (c.get("constraints", {}).get("required") and not total[i])
    )
    return Attendu([(rang, premiere + 1, ("constraint-error",))], toute_la_ligne=True)


def guillemet_ouvert(f: Fichier) -> Attendu | None:
    rang = 1
    f.lignes[rang][0] = Brut("OUVERTICI" + str(f.lignes[rang][0]))
    f.octets.append(lambda b: b.replace(b"OUVERTICI", b'"', 1))
    if f.format == "csv":
        codes = ("spaser-guillemet-ouvert", "spaser-guillemet-mal-place")
        return Attendu([(f.ligne(rang), None, codes)], toute_la_ligne=True)
    return Attendu(refus=rf"guillemet.*ligne {f.ligne(rang)}|ligne {f.ligne(rang)}.*guillemet")


def encodage_non_declare(f: Fichier) -> Attendu | None:
    texte = _texte_libre(f)
    if texte is None:
        return None
    f.lignes[0][texte] = Brut("Électricité générale")
    f.octets.append(lambda b: b.decode("utf-8-sig").encode("cp1252", "replace"))
    return Attendu(refus="pas en UTF-8.*encodage")


def encodages_melanges(f: Fichier) -> Attendu | None:
    texte = _texte_libre(f)
    if texte is None:
        return None
    f.lignes[0][texte] = Brut("Électricité")
    f.lignes[-1][texte] = Brut("MELANGE")
    f.octets.append(lambda b: b.replace(b"MELANGE", b"\xe9lectricit\xe9"))
    return Attendu(refus=rf"ligne {f.ligne(len(f.lignes) - 1)}")


def _texte_libre(f: Fichier) -> int | None:
    """A column whose value may be any French text."""
    for i, champ in enumerate(f.schema["fields"]):
        contraintes = champ.get("constraints", {})
        libre = contraintes.get("pattern") in (None, "^(?:[^@]+)$")
        if (
            champ["type"] == "string"
            and libre
            and "enum" not in contraintes
            and champ["name"] not in schemas.cle(f.schema)
        ):
            return i
    return None


def fichier_coupe(f: Fichier) -> Attendu:
    """The last line stops after its second cell."""
    n, rang = len(f.titres), len(f.lignes) - 1
    f.lignes[rang] = f.lignes[rang][:2]
    f.octets.append(lambda b: b.rstrip(b"\r\n"))
    return Attendu([(f.ligne(rang), i, ("missing-cell",)) for i in range(3, n + 1)])


def titres_seuls(f: Fichier) -> Attendu:
    f.lignes.clear()
    return Attendu([(None, None, ("spaser-sans-donnees",))])


def cellules_fusionnees(f: Fichier) -> Attendu | None:
    for i, champ in enumerate(f.schema["fields"]):
        if champ["name"] not in schemas.cle(f.schema) and f.lignes[0][i]:
            f.lignes[1][i] = ""
            f.fusions.append((0, i, 1, i))
            return Attendu(refus=rf"{f.ligne(0)}:[A-Z]+{f.ligne(1)} sont fusionnées")
    return None


def classeur_coupe(f: Fichier) -> Attendu:
    f.octets.append(lambda b: b[: len(b) // 2])
    return Attendu(refus="abîmé|illisible|endommagé")


def fichier_vide(f: Fichier) -> Attendu:
    f.octets.append(lambda _: b"")
    return Attendu(refus="vide")


def cellules_permutees(f: Fichier) -> Attendu | None:
    """A date and a closed list change places on one row."""
    noms = {t: [i for i, c in enumerate(f.schema["fields"]) if _de(c) == t] for t in ("date", "enum")}
    for rang, ligne in enumerate(f.lignes):
        for d in noms["date"]:
            for e in noms["enum"]:
                if ligne[d] and ligne[e]:
                    ligne[d], ligne[e] = Brut(ligne[e]), Brut(ligne[d])
                    return Attendu(
                        [
                            (f.ligne(rang), d + 1, ("type-error",)),
                            (f.ligne(rang), e + 1, ("constraint-error",)),
                        ]
                    )
    return None


def _de(champ: schemas.Champ) -> str:
    return "enum" if "enum" in champ.get("constraints", {}) else str(champ["type"])


def comparaison_fausse(f: Fichier) -> Attendu | None:
    for regle in plan(f.schema)[0]:
        if regle.nom != "compare-columns-value":
            continue
        a, b = (f.place(c) for c in regle.colonnes)
        for rang, ligne in enumerate(f.lignes):
            if (
                ligne[a]
                and ligne[b]
                and (change := _depasse(str(ligne[b]), f.champs[regle.colonnes[0]], regle.params["op"]))
            ):
                ligne[a] = change
                return Attendu([(f.ligne(rang), a + 1, (regle.code,))])
    return None


def _depasse(autre: str, champ: schemas.Champ, op: str) -> str | None:
    pas = -1 if op in (">", ">=") else 1
    if champ["type"] == "date":
        return str(dt.date.fromisoformat(autre) + dt.timedelta(days=pas))
    valeur = float(autre) + pas
    bornes = champ.get("constraints", {})
    if not bornes.get("minimum", valeur) <= valeur <= bornes.get("maximum", valeur):
        return None
    return f"{valeur:g}" if champ["type"] == "integer" else f"{valeur:.2f}"


def solidaires_separees(f: Fichier) -> Attendu | None:
    for regle in plan(f.schema)[0]:
        if regle.nom == "cohesive-columns-value":
            a, b = (f.place(c) for c in regle.colonnes[:2])
            for rang, ligne in enumerate(f.lignes):
                if ligne[a] and ligne[b] and regle.colonnes[1] not in schemas.cle(f.schema):
                    ligne[b] = ""
                    return Attendu([(f.ligne(rang), b + 1, (regle.code,))])
    return None


def ni_l_une_ni_l_autre(f: Fichier) -> Attendu | None:
    for regle in plan(f.schema)[0]:
        if regle.nom == "one-of-required":
            a, b = (f.place(c) for c in regle.colonnes)
            f.lignes[0][a] = f.lignes[0][b] = ""
            return Attendu([(f.ligne(0), a + 1, (regle.code,))])
    return None


def millier_ambigu(f: Fichier) -> Attendu | None:
    """`1.234`: twelve hundred or one and a quarter? In a canonical CSV it is a number, with a decimal too many."""
    tenues = {c for r in plan(f.schema)[0] for c in r.colonnes}
    for i, champ in enumerate(f.schema["fields"]):
        if champ["name"] in tenues or champ.get("constraints", {}).get("required"):
            continue
        if champ["type"] == "number" and champ["decimales"] <= 2 and not champ["name"].endswith("_pct"):
            remplies = [rang for rang, ligne in enumerate(f.lignes) if ligne[i]]
            if not remplies:
                continue
            for rang in remplies:
                f.lignes[rang][i] = ""
            f.lignes[remplies[0]][i] = Brut("1.234")
            if f.format == "csv_fr":
                return Attendu(refus=r"1\.234|milliers|décimal")
            return Attendu(remarque=rf"{champ['name']} .*décimales .ligne {f.ligne(remplies[0])}")
    return None


STRUCTURES = (
    Structure("cle-en-double", "la même ligne deux fois", cle_en_double),
    Structure(
        "unique-en-double", "deux fois la même valeur dans une colonne déclarée unique", unique_en_double
    ),
    Structure("titre-inconnu", "une colonne que le schéma ne connaît pas", titre_inconnu),
    Structure(
        "colonne-obligatoire-absente", "une colonne obligatoire supprimée", colonne_obligatoire_absente
    ),
    Structure("titre-mal-ecrit", "le titre d'une colonne obligatoire mal écrit", titre_obligatoire_mal_ecrit),
    Structure("titre-en-double", "deux colonnes du même titre", titre_en_double),
    Structure("cellule-de-trop", "une cellule de plus que de titres", cellule_de_trop, CSV),
    Structure("cellule-de-moins", "une ligne trop courte", cellule_de_moins, CSV),
    Structure("ligne-vide", "une ligne vide au milieu", ligne_vide),
    Structure("ligne-de-totaux", "une ligne « Total » en bas", ligne_de_totaux),
    Structure("guillemet-ouvert", "un guillemet jamais refermé", guillemet_ouvert, CSV),
    Structure("encodage-non-declare", "du cp1252 non déclaré", encodage_non_declare, CSV),
    Structure("encodages-melanges", "de l'UTF-8 puis du cp1252", encodages_melanges, CSV),
    Structure("fichier-coupe", "un fichier coupé au milieu d'une ligne", fichier_coupe, CSV),
    Structure("titres-seuls", "aucune ligne sous les titres", titres_seuls),
    Structure("fichier-vide", "zéro octet", fichier_vide),
    Structure("classeur-coupe", "un classeur coupé en deux", classeur_coupe, CLASSEURS),
    Structure("cellules-fusionnees", "deux lignes qui partagent une cellule", cellules_fusionnees, CLASSEURS),
    Structure("cellules-permutees", "deux cellules échangées", cellules_permutees),
    Structure("comparaison-fausse", "deux colonnes dans le mauvais ordre", comparaison_fausse),
    Structure("solidaires-separees", "une colonne sans celle qui l'accompagne", solidaires_separees),
    Structure("ni-l-une-ni-l-autre", "deux colonnes vides dont une est due", ni_l_une_ni_l_autre),
    Structure(
        "millier-ambigu", "« 1.234 », sans rien qui dise si le point sépare les milliers", millier_ambigu, CSV
    ),
)
