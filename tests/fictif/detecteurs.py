"""One predicate per pathology: given the records said to be its witness, is the pathology really there?

Belongs here: the table code -> predicate, closed like `pipelines/fictif/pathologies.py` that it answers.
Does not belong here: how the generator makes them, which these predicates must not trust.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pipelines.fictif.identifiants import luhn_valide
from tests.fictif.lecture import Temoin, jours_de_retard, modifications, operateurs, source, titulaires

Detecteur = Callable[[list[Temoin]], bool]
TYPES = {"SIRET", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "HORS-UE"}


def un(predicat: Callable[[Any], bool]) -> Detecteur:
    """A pathology of one record: at least one record of the witness has it."""
    return lambda temoins: any(predicat(t.r) for t in temoins)


def dit(motif: str) -> Detecteur:
    return lambda temoins: any(re.search(motif, t.texte) for t in temoins)


def emballe(prefixe: str, motif: str) -> Detecteur:
    return lambda temoins: all(f"/{prefixe}_" in t.fichier for t in temoins) and dit(motif)(temoins)


def distincts(temoins: list[Temoin], *cles: str) -> int:
    return len({tuple(str(t.r.get(cle)) for cle in cles) for t in temoins})


def id_de(operateur: dict[str, Any]) -> str:
    return str(operateur.get("id"))


def accord(r: dict[str, Any]) -> bool:
    return "accord-cadre" in str([r.get("techniques"), r.get("nature")]).lower()


DETECTEURS: dict[str, Detecteur] = {
    "lignes_aplaties": lambda g: (
        len(g) > 1 and distincts(g, "uid") == 1 and all("titulaire_id" in t.r for t in g)
    ),
    "instantanes": lambda g: len({t.fichier for t in g}) > 1 and distincts(g, "id") == 1,
    "deux_sources": lambda g: len({source(t.fichier) for t in g}) > 1,
    "id_reutilise": lambda g: len(g) > 1 and distincts(g, "id") == 1 and distincts(g, "dateNotification") > 1,
    "lots_meme_id": lambda g: (
        len(g) > 1 and distincts(g, "id") == 1 and distincts(g, "id", "objet", "montant") == len(g)
    ),
    "objet_reformule": lambda g: (
        distincts(g, "objet") == 2 and distincts(g, "id", "montant", "dateNotification") == 1
    ),
    "montant_aberrant": un(lambda r: float(r["montant"]) > 100_000_000),
    "montant_nul": un(lambda r: r["montant"] == 0),
    "montant_symbolique": un(lambda r: r["montant"] == 1),
    "montant_absent": un(lambda r: "montant" not in r),
    "montant_illisible": un(lambda r: not re.fullmatch(r"[\d.]+", str(r["montant"]))),
    "montant_en_texte": un(lambda r: isinstance(r["montant"], str) and isinstance(r["dureeMois"], str)),
    "sous_seuil": un(lambda r: float(r["montant"]) < 40_000),
    "accord_cadre_maximum": un(accord),
    "subsequent_rattache": lambda g: {t.r.get("idAccordCadre") for t in g} & {t.r["id"] for t in g} != set(),
    "subsequent_orphelin": un(lambda r: r["idAccordCadre"] not in ("", r["id"])),
    "accord_cadre_de_soi": un(lambda r: r["idAccordCadre"] == r["id"]),
    "modification_total": un(lambda r: modifications(r)[-1]["montant"] > r["montant"]),
    "modification_increment": un(lambda r: all(m["montant"] < r["montant"] / 4 for m in modifications(r))),
    "modification_absurde": un(lambda r: modifications(r)[0]["montant"] == 1),
    "modification_numeros": un(lambda r: [m["id"] for m in modifications(r)] == [49006, 0, 0]),
    "groupement_nie": un(
        lambda r: (
            r["typeGroupementOperateurs"] == "Pas de groupement" and (len(titulaires(r)) > 1 or "uid" in r)
        )
    ),
    "groupement_eclate": lambda g: (
        distincts(g, "id", "montant") == 1 and distincts(g, "titulaires") == len(g) > 1
    ),
    "titulaires_absents": un(lambda r: r["titulaires"] == []),
    "siret_luhn_faux": un(lambda r: not luhn_valide(id_de(titulaires(r)[0]))),
    "siret_siren_redouble": un(lambda r: id_de(titulaires(r)[0])[:5] == id_de(titulaires(r)[0])[9:]),
    "siret_acheteur_faux": un(
        lambda r: len(r["acheteur"]["id"]) == 14 and not luhn_valide(r["acheteur"]["id"])
    ),
    "siret_en_nombre": un(lambda r: isinstance(titulaires(r)[0]["id"], int)),
    "siret_point_zero": un(lambda r: any(id_de(o).endswith(".0") for o in operateurs(r))),
    "type_id_hors_liste": un(lambda r: titulaires(r)[0]["typeIdentifiant"] not in TYPES),
    "identifiant_etranger": un(lambda r: titulaires(r)[0]["typeIdentifiant"] in TYPES - {"SIRET"}),
    "hors_ue_nom": un(lambda r: bool(re.match("[A-Z-]{5,} [A-ZÉ][a-zé]+$", id_de(titulaires(r)[0])))),
    "date_ancienne": un(lambda r: r["dateNotification"] < "1900"),
    "date_future": un(lambda r: r["dateNotification"] > "2060"),
    "date_impossible": un(lambda r: r["dateNotification"] == "2024-13-45"),
    "date_absente": un(lambda r: "dateNotification" not in r),
    "publie_avant_notifie": un(lambda r: jours_de_retard(r) < 0),
    "publication_tardive": un(lambda r: jours_de_retard(r) > 365),
    "id_ponctue": un(lambda r: all(c in r["id"] for c in "/. ")),
    "id_vide": un(lambda r: not r.get("id")),
    "id_zeros": lambda g: all(set(t.r["id"]) == {"0"} for t in g),
    "caractere_perdu": dit("\ufffd"),
    "enum_capitales": un(
        lambda r: r["nature"] == "ACCORD-CADRE" and r["lieuExecution"]["typeCode"] == "CODE DEPARTEMENT"
    ),
    "enum_sans_apostrophe": un(lambda r: r["procedure"] == "Appel d offres ouvert"),
    "enum_apostrophe_courbe": un(lambda r: r["procedure"] == "Appel d’offres ouvert"),
    "procedure_v1_4": un(
        lambda r: bool(
            re.search("concurrentielle|mise en concurrence préalable|^Marché négocié", r["procedure"])
        )
    ),
    "champs_melanges": un(
        lambda r: "formePrix" in r and "typesPrix" in r and "denominationSociale" in str(r)
    ),
    "nc": dit('"(MQ )?NC"'),
    "sentinelles": dit('"(MQ|CDL|INX [^"]+|MQ NC)"'),
    "considerations_absentes": un(lambda r: "ccag" in r and "considerationsSociales" not in r),
    "considerations_contraires": dit('"Pas de considération sociale", "Clause sociale"'),
    "sous_traitance_niee": un(
        lambda r: (
            str(r["sousTraitanceDeclaree"]).lower() in ("false", "non")
            and ("actesSousTraitance" in r or "uid" in r)
        )
    ),
    "cpv_tronque": un(lambda r: len(r["codeCPV"]) < 8),
    "cpv_invente": un(
        lambda r: not re.fullmatch(r"[0-9]{8}(-[0-9])?", r["codeCPV"]) or r["codeCPV"] == "00000000"
    ),
    "lieu_variantes": un(
        lambda r: (
            r["lieuExecution"]["typeCode"]
            in ("Code departement", "CODE POSTAL", "Code Commune", "Code pays", "")
        )
    ),
    "fichier_autre_annee": lambda g: all(str(t.r["dateNotification"])[:4] not in t.fichier for t in g),
    "une_seule_source": lambda g: all(len(t.sources) == 1 for t in g),
    "format_2022_avant_2024": un(lambda r: "ccag" in r and r["dateNotification"] < "2024"),
    "suffixe_2019": lambda g: (
        len({t.r["id"][:-2] for t in g}) == 1 and distincts(g, "objet") == 1 < distincts(g, "id")
    ),
    "souche_lots_2019": lambda g: len({t.r["id"][:-2] for t in g}) == 1 and distincts(g, "objet") == len(g),
    "passage_2019_2022": lambda g: distincts(g, "objet", "montant") == 1 and distincts(g, "id") == 2,
    "personne_nommee": un(
        lambda r: any(re.match("(M|Mme)[. ]", o.get("denominationSociale", "")) for o in titulaires(r))
    ),
    "champ_inconnu": un(lambda r: "source" in r or "x_ville_ref" in r),
    "enregistrement_nul": un(lambda r: r is None),
    "enregistrement_texte": un(lambda r: isinstance(r, str)),
    "enregistrement_vide": un(lambda r: r == {}),
    "sans_acheteur": un(lambda r: r.get("acheteur") in (None, {"id": "NC"}, {"id": ""})),
    "v01_liste_2019": emballe("v01", "denominationSociale"),
    "v02_marche_concession": emballe("v02", "."),
    "v03_xml": lambda g: all(t.fichier.endswith(".xml") for t in g),
    "v04_acheteur_plat": emballe("v04", '"acheteur.id"'),
    "v05_titulaire_liste": emballe("v05", r'"titulaire": \['),
    "v06_titulaires_imbriques": emballe("v06", r'"titulaires": \[\[\[\{'),
    "v07_titulaire_chaine": emballe("v07", '"titulaire": "typeIdentifiant"'),
    "v08_modifications": emballe("v08", r'"modifications": (\{"modification": [\[{]|\{"id"|""|null|\[\])'),
    "v09_scalaire": emballe("v09", '"technique": "Sans objet"'),
    "v10_version_2_0_0": emballe("v10", '"technique": .*"[tT]ypePrix"'),
    "v11_null": emballe("v11", "."),
    "v12_octets": emballe("v12", "\\\\u0085|\u0085|\u0092|l'abri d'hiver"),
}
