"""What a report is made of: results, definitions, perimeter, deliveries, sources; and how results are picked.

Reading them from a work folder belongs to `lecture`. A value that the disclosure control holds back never gets out of
here unless the report is internal (law 5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.modele import Acheteur, Definition, Indicateur
from pipelines.rapports.mots import enumerer, jour

Resultat = Mapping[str, Any]
"""One row of the table `resultats` (columns: schemas/resultats)."""
BLOC = "L2111-3_"
REFERENCE = ("simple_et_accords_cadres", "sans_objet")
"""The headline perimeters: that of contracts, and that of what does not count contracts."""
CACHEES = (
    "valeur", "valeur_texte", "valeur_date", "numerateur", "denominateur", "couverture", "borne_min", "borne_max",
    "ecart", "etat",
)  # fmt: skip
SECRET = "Valeur non publiée : elle vient d'un registre sur des personnes et attend le contrôle du secret."


@dataclass(frozen=True)
class Periode:
    """Whole years, both included."""

    debut: int
    fin: int

    @property
    def jours(self) -> tuple[date, date]:
        """Its first and last day."""
        return date(self.debut, 1, 1), date(self.fin, 12, 31)

    @property
    def annees(self) -> range:
        """Its years."""
        return range(self.debut, self.fin + 1)

    def __str__(self) -> str:
        return f"{self.debut}-{self.fin}" if self.fin > self.debut else str(self.debut)


@dataclass(frozen=True)
class Matiere:
    """All that a report may say. `completude`: rows of who delivered what (schemas/completude); None: not drawn up.

    `ecarts` are sentences on what the perimeter and its register do not agree on. `sources` are the DECP files read
    (fichier, lus, sha256, refus), `referentiels` the files about suppliers, `livraisons` and `groupements` the rows of
    those registers, `suivi` those of the register `actions`.
    """

    slug: str
    titre: str
    emetteur: str
    edition: str
    definitions: tuple[Definition, ...]
    acheteurs: tuple[Acheteur, ...]
    arrete_au: date
    resultats: tuple[Resultat, ...]
    fictif: bool = False
    interne: bool = False
    licence: str = ""
    completude: tuple[Mapping[str, Any], ...] | None = None
    ecarts: tuple[str, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    referentiels: tuple[Mapping[str, Any], ...] = ()
    livraisons: tuple[Mapping[str, Any], ...] = ()
    groupements: tuple[Mapping[str, Any], ...] = ()
    suivi: tuple[Mapping[str, Any], ...] = ()
    deploiement: tuple[str, ...] = ()
    """Numbers of the axes that the dashboard of deployment follows; none: the first axis of the text."""
    _index: dict[tuple[Any, ...], list[Resultat]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def definition(self) -> Definition:
        """The definition of the SPASER itself; the others bind every issuer."""
        return self.definitions[0]

    @property
    def connus(self) -> list[str]:
        """The buyers: those of the perimeter, or, where none is declared, those who have figures."""
        if self.acheteurs:
            return list(dict.fromkeys(a.siren for a in self.acheteurs))
        return sorted({str(r["acheteur_siren"]) for r in self.legaux() if r["acheteur_siren"]})

    def lignes(
        self, indicateur_id: str, acheteur: str | None, debut: date, fin: date, spaser: str | None = None
    ) -> list[Resultat]:
        """Return the rows of an indicator for a buyer (None: all together) and a period, held back values masked.

        `spaser` names the definition whose indicator it is: two of them may use one identifier; None takes any.
        """
        if not self._index:
            for brute in self.resultats:
                cle = tuple(
                    brute[nom] for nom in ("indicateur_id", "acheteur_siren", "periode_debut", "periode_fin")
                )
                if self.interne or brute["secret"] == "publie":
                    self._index.setdefault(cle, []).append(brute)
                elif brute["modalite"] == "ensemble":  # the mere presence of another row would tell something
                    self._index.setdefault(cle, []).append(masquer(brute))
        trouvees = self._index.get((indicateur_id, acheteur, debut, fin), [])
        return [r for r in trouvees if spaser in (None, r["spaser"])]

    def annee(
        self, indicateur_id: str, acheteur: str | None, annee: int, spaser: str | None = None
    ) -> list[Resultat]:
        """Return the rows of an indicator for one year."""
        return self.lignes(indicateur_id, acheteur, date(annee, 1, 1), date(annee, 12, 31), spaser)

    def suivi_de(self, indicateur: Indicateur, acheteur: str | None, annee: int) -> list[Resultat]:
        """Return the rows of an indicator of the SPASER itself for one year."""
        return self.annee(indicateur.indicateur_id, acheteur, annee, self.definition.slug)

    def bloc(self, categorie: str, acheteur: str | None, periode: Periode) -> list[Resultat]:
        """Return the rows of a category of the legal block."""
        return self.lignes(BLOC + categorie, acheteur, *periode.jours, self.slug)

    def legaux(self) -> list[Resultat]:
        """Return the whole legal block, as read: to be looked at for its periods and sources, never for its values."""
        return [
            r for r in self.resultats if str(r["indicateur_id"]).startswith(BLOC) and r["spaser"] == self.slug
        ]

    def legale(self, categorie: str, acheteur: str | None, periode: Periode, **place: str) -> Resultat | None:
        """Return one row of the legal block: `compte`, `base`, `perimetre`; `dimension`, `modalite` default to all."""
        voulu = {"dimension": "ensemble", "modalite": "ensemble"} | place
        trouvees = self.bloc(categorie, acheteur, periode)
        return next((r for r in trouvees if all(r[nom] == v for nom, v in voulu.items())), None)

    def inachevee(self, fin: date) -> str:
        """Say that a period goes beyond the day up to which data are known; nothing when it is over."""
        if fin <= self.arrete_au:
            return ""
        return f"La période n'est pas finie : ce qui est postérieur au {jour(self.arrete_au)} n'y est pas."

    def nom(self, siren: str | None) -> str:
        """Name a buyer; all of them together without a SIREN."""
        if siren is None:
            return "Ensemble des acheteurs"
        return next((a.nom for a in self.acheteurs if a.siren == siren and a.nom), f"Acheteur {siren}")


def masquer(resultat: Resultat) -> Resultat:
    """Take away what is held back, whichever file it was read from."""
    if resultat["secret"] == "publie":
        return resultat
    return {**resultat, **dict.fromkeys(CACHEES), "note": SECRET}


def exiger_acheteur(matiere: Matiere, siren: str | None) -> None:
    """Stop for a SIREN that is not of the perimeter.

    Errors: SpaserErreur, with those that are.
    """
    connus = sorted(matiere.connus)
    if siren is not None and siren not in connus:
        raise SpaserErreur(
            f"--acheteur {siren} : cet acheteur n'est pas dans le périmètre de « {matiere.slug} ». "
            f"Connus : {_quelques(connus)}."
        )


def _quelques(sirens: list[str]) -> str:
    suite = f", et {len(sirens) - 10} autres" if len(sirens) > 10 else ""
    return (enumerer(sirens[:10]) or "aucun") + suite


def exiger_periode(matiere: Matiere, periode: Periode, acheteur: str | None = None) -> None:
    """Stop when the legal block has no row for a period, or none of a buyer.

    Errors: SpaserErreur, with the periods that it has.
    """
    siens = [r for r in matiere.legaux() if acheteur in (None, r["acheteur_siren"])]
    connues = sorted({(r["periode_debut"].year, r["periode_fin"].year) for r in siens})
    if (periode.debut, periode.fin) not in connues:
        dites = enumerer([str(Periode(*une)) for une in connues]) or "aucune"
        raise SpaserErreur(
            f"--periode {periode} : les résultats de « {matiere.slug} » n'ont pas de bloc L. 2111-3 pour cette "
            f"période{f' et {matiere.nom(acheteur)}' if acheteur else ''}. Périodes calculées : {dites}."
        )


def periode_lue(texte: str) -> Periode:
    """Read `2024-2025` or `2025`.

    Errors: SpaserErreur for anything else.
    """
    morceaux = texte.strip().split("-")
    if len(morceaux) not in (1, 2) or not all(m.isascii() and m.isdigit() and len(m) == 4 for m in morceaux):
        raise SpaserErreur(f"--periode {texte} : écrivez deux années, « 2024-2025 », ou une seule, « 2025 ».")
    debut, fin = int(morceaux[0]), int(morceaux[-1])
    if not 1990 <= debut <= fin <= 2100:
        raise SpaserErreur(
            f"--periode {texte} : la première année vient avant la dernière, entre 1990 et 2100."
        )
    return Periode(debut, fin)


def tete(lignes: Sequence[Resultat]) -> Resultat | None:
    """Pick the headline among the rows of an indicator for a year and a buyer."""
    return next(
        (
            r
            for r in lignes
            if r["dimension"] == "ensemble" and r["modalite"] == "ensemble" and r["perimetre"] in REFERENCE
            and r["base"] == "tous"
        ),
        None,
    )  # fmt: skip
