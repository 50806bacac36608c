"""The quirks of published files, one function each: they change a clean record in place.

Each was seen in real files: "NC", numbers as strings, titulaires that are null, empty or wrapped otherwise,
dates with an offset, years 00xx, unknown fields, missing considerations. `generateur` draws which one.
"""

from collections.abc import Callable

from benchmarks import vocabulaire as v
from benchmarks.morceaux import Enregistrement, Tirage


def _cle(e: Enregistrement, *noms: str) -> str:
    return next(nom for nom in noms if nom in e)


def _montant(e: Enregistrement) -> str:
    return _cle(e, "montant", "valeurGlobale")


def _date(e: Enregistrement) -> str:
    return _cle(e, "dateNotification", "dateSignature")


def _titulaires(e: Enregistrement) -> str:
    return _cle(e, "titulaires", "concessionnaires")


def nc(e: Enregistrement, t: Tirage) -> None:
    e[("offresRecues", _montant(e))[int(t() * 2)]] = "NC"


def nombres_en_texte(e: Enregistrement, _: Tirage) -> None:
    e[_montant(e)], e["dureeMois"] = f"{e[_montant(e)]:.2f}", str(e["dureeMois"])


def titulaires_nuls(e: Enregistrement, _: Tirage) -> None:
    e[_titulaires(e)] = None


def titulaires_vides(e: Enregistrement, _: Tirage) -> None:
    e[_titulaires(e)] = []


def titulaires_imbriques(e: Enregistrement, _: Tirage) -> None:
    e[_titulaires(e)] = [[[titulaire] for titulaire in e[_titulaires(e)]]]


def date_decalee(e: Enregistrement, _: Tirage) -> None:
    e[_date(e)] += "+02:00"


def annee_00xx(e: Enregistrement, _: Tirage) -> None:
    e[_date(e)] = "00" + e[_date(e)][2:]


def champ_inconnu(e: Enregistrement, t: Tirage) -> None:
    e["referenceInterne"] = f"DOSSIER-{int(t() * 10**6)}"


def sans_considerations(e: Enregistrement, _: Tirage) -> None:
    e.pop("considerationsSociales", None)
    e.pop("considerationsEnvironnementales", None)


def liste_scalaire(e: Enregistrement, _: Tirage) -> None:
    e["considerationsSociales"] = {"considerationSociale": "Clause sociale"}


def booleens_en_texte(e: Enregistrement, _: Tirage) -> None:
    e["marcheInnovant"], e["attributionAvance"] = "non", "oui"


def objet_piege(e: Enregistrement, t: Tirage) -> None:
    e["objet"] = v.PIEGES[int(t() * len(v.PIEGES))] + f" ({int(t() * 10**6)})"


def modifications_vides(e: Enregistrement, t: Tirage) -> None:
    e["modifications"] = (None, [])[int(t() * 2)]


COMMUNES: tuple[Callable[[Enregistrement, Tirage], None], ...] = (
    nc,
    nombres_en_texte,
    nombres_en_texte,
    titulaires_nuls,
    titulaires_vides,
    titulaires_imbriques,
    date_decalee,
    date_decalee,
    annee_00xx,
    champ_inconnu,
    objet_piege,
    objet_piege,
    modifications_vides,
)
SEULEMENT_2022 = (*COMMUNES, sans_considerations, liste_scalaire, booleens_en_texte)
