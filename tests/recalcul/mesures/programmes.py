"""What the registers that are not published say of a contract: its project, its consultation, its lot.

The rest is in `contrats`. Decided: a contract of the register without a project is targeted by nobody, the other
answers of its project are unknown; a register that was delivered makes absence a « no ».
"""

from functools import lru_cache

from tests.recalcul.faits import Contrat, Faits
from tests.recalcul.lecture_publiee import Ligne, nombre, oui_non
from tests.recalcul.mesures import contrats as publics
from tests.recalcul.mesures.categories import un_de
from tests.recalcul.trois import Dit, accord, et

DU_PROJET = {"besoin_requestionne": "besoin_requestionne", "outils_methodologiques": "outils_utilises"}
NEGOCIABLES = ("procedure_adaptee", "procedure_negociation", "dialogue_competitif")


@lru_cache(maxsize=32)
def _index(faits: "_Parid", table: str, *cle: str) -> dict[tuple[str | None, ...], Ligne]:
    return {tuple(ligne[c] for c in cle): ligne for ligne in faits.faits.tables.get(table, [])}


class _Parid:
    """Facts told apart by identity, for the indexes kept."""

    def __init__(self, faits: Faits) -> None:
        self.faits = faits

    def __eq__(self, autre: object) -> bool:
        return isinstance(autre, _Parid) and autre.faits is self.faits

    def __hash__(self) -> int:
        return id(self.faits)


def projet(faits: Faits, c: Contrat) -> Ligne | None:
    """The project of a contract."""
    if not c.registre or not c.registre["projet_id"]:
        return None
    cle = (c.registre["acheteur_siren"], c.registre["projet_id"])
    return _index(_Parid(faits), "programmation", "acheteur_siren", "projet_id").get(cle)


def consultation(faits: Faits, c: Contrat) -> Ligne | None:
    """The consultation of a contract."""
    if not c.registre or not c.registre["consultation_id"]:
        return None
    cle = (c.registre["acheteur_siren"], c.registre["consultation_id"])
    return _index(_Parid(faits), "consultations", "acheteur_siren", "consultation_id").get(cle)


@lru_cache(maxsize=8)
def _cibles(faits: _Parid) -> dict[tuple[str | None, str | None], frozenset[str]]:
    cibles: dict[tuple[str | None, str | None], frozenset[str]] = {}
    for ligne in faits.faits.tables.get("ciblages", []):
        cle = ligne["acheteur_siren"], ligne["projet_id"]
        cibles[cle] = cibles.get(cle, frozenset()) | {str(ligne["cible"])}
    return cibles


def cible(faits: Faits, acheteur: str | None, projet_id: str | None, quoi: str, annee: int) -> Dit:
    """Say whether a project was targeted for something."""
    if quoi in _cibles(_Parid(faits)).get((acheteur, projet_id), frozenset()):
        return True
    return False if faits.tenus.tenu("ciblages", acheteur, annee) else None


def _cible_du_contrat(faits: Faits, c: Contrat, quoi: str) -> Dit:
    if c.registre is None:
        return None
    if not c.registre["projet_id"]:
        return False
    p = projet(faits, c)
    annee = int(str(p["annee"])) if p else c.annee or 0
    return cible(faits, c.registre["acheteur_siren"], c.registre["projet_id"], quoi, annee)


def _lot_reserve(faits: Faits, c: Contrat) -> Dit:
    if not c.registre or not c.registre["consultation_id"]:
        return None
    cle = (c.registre["acheteur_siren"], c.registre["consultation_id"], c.registre["lot_numero"])
    lot = _index(_Parid(faits), "lots", "acheteur_siren", "consultation_id", "lot_numero").get(cle)
    return oui_non(lot["reserve"]) if lot else None


def _de(ligne: Ligne | None, colonne: str) -> Dit:
    return oui_non(ligne[colonne]) if ligne else None


def caracteristique(faits: Faits, c: Contrat, code: str) -> Dit:
    """Say whether a contract has a characteristic."""
    if code in DU_PROJET:
        return _de(projet(faits, c), DU_PROJET[code])
    if code == "faisabilite_insertion_etudiee":
        p = projet(faits, c)
        return None if p is None else p["faisabilite_insertion"] is not None
    if code == "negociation":
        return _de(consultation(faits, c), "negociation_menee")
    if code == "alloti":
        k = consultation(faits, c)
        lots = nombre(k["nb_lots"]) if k else None
        return None if lots is None else lots >= 2
    if code == "marche_reserve":
        ecrit = accord(publics._inscrit(c, "marche_reserve"), _lot_reserve(faits, c))
        return accord(c.publie("marche_reserve"), ecrit)
    if code == "variante":
        return accord(publics._inscrit(c, "variante"), _de(consultation(faits, c), "variantes_autorisees"))
    return publics.caracteristique(c, code)


def denominateur(faits: Faits, c: Contrat, code: str, quoi: str) -> Dit:
    """Say whether a contract is in a denominator."""
    if code == "cibles":
        return _cible_du_contrat(faits, c, quoi)
    if code == "montant_lt_215000_tpe_pme":
        petit = None if c.entier is None else c.entier < 215_000
        return et(petit, un_de(faits, c.titulaires, "tpe_pme", c.notification, c.acheteur).dit)
    if code == "s_y_pretant":
        return _de(projet(faits, c), "eligible_env")
    if code == "permettant":
        k = consultation(faits, c)
        procedure = k["procedure"] if k else None
        return accord(_de(k, "negociation_possible"), None if procedure is None else procedure in NEGOCIABLES)
    return publics.denominateur(c, code)
