"""Small contracts drawn at random, with what is unknown of them, and the same once the unknown is filled in.

A draw says what each source says; `poser` writes it for a buyer. What is checked of the results belongs to the tests.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import Phase
from hypothesis import strategies as st

from tests.indicateurs.proprietes.outils import Monde, definition, indicateur

CODES = {
    "clause_insertion": "insertion",
    "clause_environnementale": "environnementale",
    "marche_reserve": "sociale",
}
ESS = {f"00000200{n}": n % 2 == 0 for n in range(5)}
"""Suppliers, and whether they are of the social economy."""
PROJETS = {"vise": ("cad",), "vise_autrement": ("action_8",), "pas_vise": ()}
SANS_REDUIRE = (Phase.explicit, Phase.generate)
"""An engine call an example: a failure is shown as it was drawn, in seconds rather than minutes."""
MIETTE = Decimal("0.000001")
FINS = ("2024-06-30", "2025-06-30", "2026-06-30")
FORMULES = (
    indicateur("part", "part_contrats", "caracteristique=consideration_environnementale;denominateur=tous"),
    indicateur(
        "part_cibles", "part_contrats", "caracteristique=clause_insertion;denominateur=cibles;cible=cad"
    ),
    indicateur(
        "part_grands",
        "part_contrats",
        "caracteristique=consideration_environnementale;denominateur=montant_gt_90000",
    ),
    indicateur("valeur", "part_montant_contrats", "caracteristique=consideration_environnementale"),
    indicateur(
        "valeur_cibles",
        "part_montant_contrats",
        "caracteristique=clause_insertion;denominateur=cibles;cible=cad",
    ),
    indicateur(
        "valeur_grands",
        "part_montant_contrats",
        "caracteristique=clause_insertion;denominateur=montant_gt_90000",
    ),
    indicateur("nombre", "nb_contrats", "caracteristique=clause_insertion", "nombre"),
    indicateur("somme", "montant_contrats", "caracteristique=clause_insertion", "eur_ht"),
    indicateur("distincts", "nb_directions", "caracteristique=clause_insertion", "nombre"),
    indicateur("ratio", "nb_moyen_offres", "", "nombre"),
    indicateur("en_cours", "nb_contrats_en_cours", "caracteristique=marche_reserve", "nombre"),
    indicateur(
        "part_en_cours",
        "part_contrats",
        "caracteristique=clause_environnementale;denominateur=avec_consideration_env",
    ),
    indicateur("contrats_ess", "part_contrats_titulaire", "titulaire=ess;denominateur=tous"),
    indicateur("titulaires_ess", "nb_titulaires", "titulaire=ess", "nombre"),
    indicateur("part_titulaires", "part_titulaires", "titulaire=ess"),
    indicateur("heures", "heures_insertion_contractualisees", "", "heures"),
    indicateur(
        "repartition",
        "repartition_contrats",
        "caracteristique=clause_insertion;dimension=procedure",
        "nombre",
    ),
)
DEFINITION = definition(FORMULES)
REGISTRES = ("registre_contrats", "clauses", "ciblages")


@dataclass(frozen=True)
class Tirage:
    """What is said of a contract; None is unknown. `codes` and `projet` are what the registers say, if they know it."""

    decp: bool
    registre: bool
    env: bool | None
    montant: int | None
    codes: frozenset[str] | None
    projet: str | None
    offres: int | None
    direction: str | None
    fin: str | None
    titulaires: tuple[str | None, ...]
    heures: int | None
    annee: int


def _ou_rien(valeurs: Any) -> Any:
    return st.one_of(st.none(), st.sampled_from(valeurs))


_CODES = [frozenset[str](), *(frozenset({c}) for c in CODES), frozenset(CODES)]
CONTRATS = st.builds(
    Tirage,
    decp=st.booleans(),
    registre=st.booleans(),
    env=_ou_rien([True, False]),
    montant=_ou_rien([0, 10_000, 90_000, 90_001, 500_000]),
    codes=_ou_rien(_CODES),
    projet=_ou_rien(sorted(PROJETS)),
    offres=_ou_rien([0, 1, 5]),
    direction=_ou_rien(["a", "b"]),
    fin=_ou_rien(FINS),
    titulaires=st.lists(st.sampled_from([None, *ESS]), min_size=1, max_size=2, unique=True).map(tuple),
    heures=_ou_rien([0, 7, 70]),
    annee=st.sampled_from([2024, 2025]),
)
REMPLIS = st.builds(
    Tirage,
    decp=st.just(True),
    registre=st.just(True),
    env=st.booleans(),
    montant=st.sampled_from([0, 10_000, 90_000, 90_001, 500_000]),
    codes=st.sampled_from(_CODES),
    projet=st.sampled_from(sorted(PROJETS)),
    offres=st.sampled_from([0, 1, 5]),
    direction=st.sampled_from(["a", "b"]),
    fin=st.sampled_from(FINS),
    titulaires=st.permutations(sorted(ESS)).map(lambda t: (t[0], t[1])),
    heures=st.sampled_from([0, 7, 70]),
    annee=st.just(2024),
)
MONDE = st.tuples(st.booleans(), st.lists(st.tuples(CONTRATS, REMPLIS), min_size=1, max_size=6))
"""Whether clauses and targets were delivered, and contracts, each with what fills it in."""
MONDES = st.lists(MONDE, min_size=1, max_size=6)


def normal(t: Tirage, livre: bool) -> Tirage:
    """A contract is known of one side at least, and what its side does not say is unknown.

    `livre`: its buyer delivered clauses and targets, so that what they do not say is a no.
    """
    registre = t.registre or not t.decp
    t = replace(t, registre=registre, env=t.env if t.decp else None, offres=t.offres if t.decp else None)
    if not registre:
        return replace(t, codes=None, projet=None, direction=None, fin=None)
    if not t.decp:
        t = replace(t, titulaires=tuple(s or min(ESS) for s in t.titulaires[:1]))
    return replace(t, codes=t.codes or frozenset()) if livre else t


def remplir(t: Tirage, r: Tirage, livre: bool) -> Tirage:
    """Fill in what is unknown of a normal draw; what a source said stands (docs/indicateurs.md, « Deux sources »)."""
    sait = livre and t.registre
    codes = t.codes or frozenset()
    if not sait:
        codes |= (r.codes or frozenset()) - ({"clause_environnementale"} if t.env is False else set())
    return replace(
        t,
        registre=True,
        env=(False if sait else r.env) if t.decp and t.env is None else t.env,
        montant=r.montant if t.montant is None else t.montant,
        codes=codes,
        projet=t.projet or (None if sait else r.projet),
        offres=r.offres if t.offres is None and t.decp else t.offres,
        direction=t.direction or r.direction,
        fin=t.fin or r.fin,
        titulaires=tuple(
            dict.fromkeys(s or autre for s, autre in zip(t.titulaires, r.titulaires, strict=False))
        ),
        heures=r.heures if t.heures is None else t.heures,
    )


def poser(m: Monde, siren: str, tirages: list[Tirage], *, suite: str = "") -> None:
    """Write normal draws as contracts of a buyer."""
    for k, t in enumerate(tirages):
        reference = f"c{k}{suite}"
        jour = f"{t.annee}-03-01"
        decp = {
            "consideration_environnementale": t.env, "montant_retenu_ht_eur": t.montant, "offres_recues": t.offres,
            "date_notification": jour, "montant_anomalie": "illisible" if t.montant is None else None,
            "procedure": "Procédure adaptée" if t.direction else None,
        }  # fmt: skip
        etat = "apparie" if t.decp and t.registre else "decp_seul" if t.decp else "registre_seul"
        registre = {
            "date_notification": jour, "montant_ht_eur": t.montant, "direction": t.direction, "date_fin_prevue": t.fin,
            "projet_id": t.projet, "procedure": "procedure_adaptee" if t.direction else None,
            "titulaire_siret": f"{t.titulaires[0]}00017" if t.titulaires[0] else None,
        }  # fmt: skip
        cle = m.contrat(reference, siren=siren, etat=etat, decp=decp, **registre)
        if t.decp:
            for rang, titulaire in enumerate(t.titulaires, 1):
                m.poser(
                    "titulaires", contrat_id=cle, rang_modification=0, titulaire_rang=rang, siren=titulaire
                )
        if t.registre:
            for autre in t.titulaires[1:]:
                siret = f"{autre}00017" if autre else None
                m.poser(
                    "cotitulaires", acheteur_siren=siren, contrat_reference=reference, titulaire_siret=siret
                )
        for code in sorted(t.codes or ()):
            m.clause(
                reference,
                code,
                CODES[code],
                siren=siren,
                heures_contractualisees=t.heures if code == "clause_insertion" else None,
            )


def registres(m: Monde, siren: str, livre: bool) -> None:
    """Deliver registers of a buyer, and the projects that its contracts name."""
    m.livrer(siren, *(REGISTRES if livre else REGISTRES[:1]))
    for projet, cibles in PROJETS.items():
        for annee in (2024, 2025):
            m.poser("programmation", acheteur_siren=siren, projet_id=projet, annee=annee)
            for cible in cibles:
                m.poser("ciblages", acheteur_siren=siren, projet_id=projet, annee=annee, cible=cible)


def ess(m: Monde) -> None:
    """The register of suppliers is delivered."""
    m.livrer("", "fournisseurs_ess", periode="tout")
    for siren, oui in ESS.items():
        if oui:
            m.poser("fournisseurs_ess", siren=siren, categorie="ESS")
