"""Law 3: whatever fills in the unknown, the truth was between the bounds; and with no answer there is no value."""

import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from pipelines.commun import duck
from tests.indicateurs.proprietes import tirages
from tests.indicateurs.proprietes.outils import Monde, Res, Resultats, calculer, tete
from tests.indicateurs.proprietes.tirages import (
    DEFINITION,
    FORMULES,
    MONDES,
    SANS_REDUIRE,
    Tirage,
    normal,
    remplir,
)

Mondes = list[tuple[bool, list[tuple[Tirage, Tirage]]]]
MIETTE = Decimal("0.000001")
TAUX = (
    "part",
    "part_cibles",
    "part_grands",
    "valeur",
    "valeur_cibles",
    "valeur_grands",
    "part_en_cours",
    "contrats_ess",
)


def avant_apres(mondes: Mondes) -> Resultats:
    """Each world is a buyer (1000k), the same filled in is another (2000k): one pass answers for all."""
    m = Monde()
    tirages.ess(m)
    for k, (livre, paires) in enumerate(mondes):
        connus = [normal(t, livre) for t, _ in paires]
        tirages.registres(m, f"{1000 + k:09}", livre)
        tirages.poser(m, f"{1000 + k:09}", connus)
        tirages.registres(m, f"{2000 + k:09}", True)
        remplis = [remplir(t, r, livre) for t, (_, r) in zip(connus, paires, strict=True)]
        tirages.poser(m, f"{2000 + k:09}", remplis)
    with tempfile.TemporaryDirectory() as dossier:
        return calculer(Path(dossier), m, [DEFINITION], periode=(2024, 2025))[0]


def hors_des_bornes(resultats: Resultats, mondes: Mondes) -> list[tuple[object, ...]]:
    fautes: list[tuple[object, ...]] = []
    for k in range(len(mondes)):
        for i in FORMULES:
            for annee in (2024, 2025):
                avant = tete(resultats, i.indicateur_id, f"{1000 + k:09}", annee)
                apres = tete(resultats, i.indicateur_id, f"{2000 + k:09}", annee)
                if not _dedans(avant, apres.valeur):
                    fautes.append((i.indicateur_id, annee, avant, apres, mondes[k]))
    return fautes


def _dedans(avant: Res, vrai: Decimal | None) -> bool:
    if vrai is None:
        return True
    if avant.bmin is not None and vrai < avant.bmin - MIETTE:
        return False
    return avant.bmax is None or vrai <= avant.bmax + MIETTE


@settings(max_examples=8, phases=SANS_REDUIRE)
@given(MONDES)
def test_ce_qui_comble_l_inconnu_reste_dans_les_bornes(mondes: Mondes) -> None:
    assert hors_des_bornes(avant_apres(mondes), mondes) == []


def test_sans_reponse_connue_pas_de_valeur(tmp_path: Path) -> None:
    """A rate of which nothing is known: no value, no coverage, anything between 0 and 1."""
    m = Monde()
    tirages.ess(m)
    tirages.registres(m, "000001016", True)
    rien = Tirage(True, False, None, None, None, None, None, None, None, (None,), None, 2024)
    tirages.poser(m, "000001016", [normal(rien, True)] * 3)
    trouves, _ = calculer(tmp_path, m, [DEFINITION], periode=(2024, 2024))
    for identifiant in TAUX:
        lu = tete(trouves, identifiant, "000001016", 2024)
        assert (lu.valeur, lu.couverture, lu.bmin, lu.bmax) == (None, 0, 0, 1), identifiant


def _muter(monkeypatch: pytest.MonkeyPatch, avant: str, apres: str) -> None:
    """Change the text of the additive reading, in memory only."""
    ecrire = duck.sql

    def fausse(module: str, nom: str, **params: str) -> str:
        texte = ecrire(module, nom, **params)
        assert nom != "additif" or avant in texte
        return texte.replace(avant, apres) if nom == "additif" else texte

    monkeypatch.setattr(duck, "sql", fausse)


@pytest.mark.parametrize(
    ("identifiant", "avant", "apres"),
    [
        ("part", "(a + u + ha + hu) / nullif(a + b + u + ha + hu, 0)", "a / nullif(a + b, 0)"),
        ("nombre", "ELSE a + u + ha + hu END)", "ELSE a END)"),
        ("valeur", "nb + nu + nhb + nhu > 0 THEN 0", "false THEN 0"),
        ("somme", "na + nu + nha + nhu = 0 THEN sa", "true THEN sa"),
    ],
)
def test_une_borne_faussee_se_voit(
    monkeypatch: pytest.MonkeyPatch, identifiant: str, avant: str, apres: str
) -> None:
    """The property is worth something: a formula that takes the unknown for a no is caught by this world."""
    inconnu = Tirage(True, False, None, None, None, None, None, None, None, (None,), None, 2024)
    oui = replace(
        inconnu, registre=True, env=True, montant=500_000, codes=frozenset(tirages.CODES), projet="vise", heures=7,
        direction="a", fin=tirages.FINS[0],
    )  # fmt: skip
    non = replace(oui, env=False, codes=frozenset())
    mondes = [
        (False, [(oui, oui), (inconnu, oui)]),
        (False, [(oui, oui), (inconnu, non)]),
        (False, [(non, non), (inconnu, oui)]),
    ]
    assert hors_des_bornes(avant_apres(mondes), mondes) == []
    _muter(monkeypatch, avant, apres)
    assert identifiant in {faute[0] for faute in hors_des_bornes(avant_apres(mondes), mondes)}
