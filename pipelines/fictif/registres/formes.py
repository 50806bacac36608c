"""The form in which each delivery reaches the buyer's folder: canonical CSV, French CSV, XLSX, ODS, or a
sender's own columns with a mapping file beside.

Belongs here: which slice takes which form, and rows to bytes. Does not belong here: which rows.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.fictif.registres.classeurs import lettre, ods, xlsx
from pipelines.fictif.registres.defauts import avec_attentes
from pipelines.fictif.registres.expediteurs import EXPEDITEURS, ecrire
from pipelines.fictif.registres.livraisons import Livraison
from pipelines.fictif.registres.monde import Ligne
from pipelines.schemas import tables as schemas

# (table, buyer's letter or "" for all, period or "" for all) -> form.
FORMES = {
    ("registre_contrats", "C", ""): "cp1252",
    ("intentions_achat", "C", ""): "iso-8859-15",
    ("intentions_achat", "V", ""): "utf-16",
    ("directions", "C", ""): "mac_roman",
    ("evenements", "C", ""): "cp1252",
    ("paiements", "V", ""): "cp1252",
    ("consultations", "M", ""): "point_virgule",
    ("registre_contrats", "M", "2024"): "xlsx_dates",
    ("consultations", "V", "2025"): "xlsx_dates",
    ("achats_circulaires", "V", ""): "xlsx_deux_titres",
    ("achats_circulaires", "M", ""): "xlsx_deux_titres",
    ("beneficiaires", "C", ""): "xlsx_dates",
    ("evenements", "M", ""): "ods",
    ("actions", "V", ""): "ods",
    ("fournisseurs_ess", "M", ""): "ods",
    ("effectifs_execution", "V", ""): "ods",
    ("heures_insertion", "V", ""): "heures_pole_insertion",
    ("heures_insertion", "M", ""): "heures_pole_insertion",
    ("programmation", "M", ""): "programmation_metropole",
}
# Encodings that a sender declares; the Mac still writes lines that end with a carriage return and a line feed.
DECLARES = ("cp1252", "iso-8859-15", "mac_roman", "utf-16")
EXTENSIONS = {"ods": "ods", "xlsx_nombres": "xlsx", "xlsx_dates": "xlsx", "xlsx_deux_titres": "xlsx"}
INSECABLE = "\u202f"


def forme_de(x: Livraison) -> str:
    """The form of a delivery."""
    if x.motif == "trop_de_lignes_fausses":
        return "xlsx_nombres"
    for periode in (x.periode, ""):
        forme = FORMES.get((x.table, x.acheteur.lettre, periode))
        if forme:
            return forme
    return "csv"


def placer(x: Livraison) -> None:
    """Give a delivery its file, and what the log must say of it."""
    forme, schema = forme_de(x), schemas.charger(x.table)
    racine = "prive/registres" if schemas.est_prive(schema) else "registres"
    qui = {"V": "ville", "M": "metropole", "C": "ccas"}[x.acheteur.lettre]
    suffixe = "" if x.version == 1 else f"_v{x.version}"
    quand = x.periode.replace("/", "-")
    x.fichier = f"{racine}/{x.table}/{qui}_{quand}{suffixe}.{EXTENSIONS.get(forme, 'csv')}"
    if forme in EXPEDITEURS:
        x.correspondance = f"correspondances/{forme}.yaml"
    x.encodage = forme if forme in DECLARES else "utf-8" if forme == "point_virgule" else None


def octets(x: Livraison) -> bytes:
    """The file of a delivery."""
    schema, forme = schemas.charger(x.table), forme_de(x)
    colonnes = schemas.colonnes(schema)
    lignes = avec_attentes(x.lignes, x.attentes)
    inconnues = {k for ligne in lignes for k in ligne} - set(colonnes)
    if inconnues:
        raise ValueError(f"{x.table} : colonnes sans schéma {sorted(inconnues)}")
    if forme in EXPEDITEURS:
        return ecrire(forme, lignes)
    if forme == "ods":
        return ods(x.table, [colonnes, *([ligne.get(c) for c in colonnes] for ligne in lignes)])
    if forme == "xlsx_nombres":
        return xlsx(
            "Registre", [colonnes, *([_nombre(c, ligne.get(c)) for c in colonnes] for ligne in lignes)]
        )
    if forme == "xlsx_dates":
        return xlsx("Feuille1", [colonnes, *([ligne.get(c) for c in colonnes] for ligne in lignes)])
    if forme == "xlsx_deux_titres":
        return _deux_titres(schema, colonnes, lignes)
    if forme == "csv":
        return texte([colonnes, *([canonique(ligne.get(c)) for c in colonnes] for ligne in lignes)]).encode()
    francais = [[_francais(ligne.get(c), forme) for c in colonnes] for ligne in lignes]
    contenu = texte([_titres(schema, forme), *francais], ";", "\r\n")
    if forme == "utf-16":  # the order of bytes is said, so that every machine writes the same
        return codecs.BOM_UTF16_LE + contenu.encode("utf-16-le")
    return contenu.encode(forme if forme in DECLARES else "utf-8-sig")


def texte(lignes: Sequence[Sequence[str]], separateur: str = ",", fin: str = "\n") -> str:
    """Rows as CSV."""
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=separateur, lineterminator=fin).writerows(lignes)
    return tampon.getvalue()


def canonique(valeur: Any) -> str:
    """A value as the schemas want it."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)


def _francais(valeur: Any, forme: str) -> str:
    """A value as a French spreadsheet exports it: 1 234,50 and 31/12/2025 and oui."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        ecrit = f"{valeur:,}".replace(",", "\u00a0" if forme in DECLARES else INSECABLE)
        return ecrit.replace(".", ",")
    return canonique(valeur)


def _titres(schema: schemas.Schema, forme: str) -> list[str]:
    """One sender keeps the French titles of the template, the other the names."""
    if forme == "point_virgule":
        return [str(c["title"]) for c in schema["fields"]]
    return schemas.colonnes(schema)


def _nombre(colonne: str, valeur: Any) -> Any:
    """SIRET and CPV typed as numbers: the zeros in front are gone, as in a spreadsheet."""
    if colonne in ("titulaire_siret", "code_cpv") and isinstance(valeur, str):
        return int(valeur)
    return valeur


def _deux_titres(schema: schemas.Schema, colonnes: list[str], lignes: list[Ligne]) -> bytes:
    """A line of groups above the titles, merged cells, and a row of totals at the end."""
    identite = sum(not c.startswith("montant") for c in colonnes)
    groupes: list[Any] = ["Identification", *[None] * (identite - 1), "Montants (€ HT)"]
    groupes += [None] * (len(colonnes) - len(groupes))
    corps = [[ligne.get(c) for c in colonnes] for ligne in lignes]
    total: list[Any] = ["TOTAL", *[None] * (identite - 1)]
    total += [sum((v[k] or Decimal(0) for v in corps), Decimal(0)) for k in range(identite, len(colonnes))]
    fusions = (f"A1:{lettre(identite)}1", f"{lettre(identite + 1)}1:{lettre(len(colonnes))}1")
    return xlsx(
        "Déclaration",
        [groupes, [str(c["title"]) for c in schema["fields"]], *corps, total],
        titres=2,
        fusions=fusions,
    )
