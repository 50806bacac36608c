"""What must change nothing: contracts outside the perimeter, how records are cut, the order of rows, threads, chunks.

And what buyers together are: the same contracts, as if one buyer had them all.
"""

import tempfile
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.commun.duck import connect, literal
from pipelines.indicateurs.calcul import calculer as module
from pipelines.indicateurs.calcul.calculer import Publications, calculer_sur
from pipelines.indicateurs.calcul.entrees import Entrees, ouvrir
from pipelines.indicateurs.definition.modele import Acheteur
from tests.indicateurs.proprietes import tirages
from tests.indicateurs.proprietes.outils import AU, Monde, Resultats, calculer, ecrire, tete
from tests.indicateurs.proprietes.tirages import CONTRATS, DEFINITION, FORMULES, SANS_REDUIRE, Tirage, normal

A, B, C = "000001016", "000001024", "000001032"
DRAWS = st.lists(CONTRATS, min_size=1, max_size=8)


def monde(siens: dict[str, list[Tirage]]) -> Monde:
    m = Monde()
    tirages.ess(m)
    for siren, contrats in siens.items():
        tirages.registres(m, siren, True)
        tirages.poser(m, siren, [normal(t, True) for t in contrats])
    return m


def calcule(m: Monde, acheteurs: tuple[Acheteur, ...] = ()) -> Resultats:
    with tempfile.TemporaryDirectory() as dossier:
        return calculer(Path(dossier), m, [DEFINITION], acheteurs=acheteurs, periode=(2024, 2025))[0]


@settings(max_examples=5, phases=SANS_REDUIRE)
@given(DRAWS, DRAWS)
def test_hors_du_perimetre_rien_ne_compte(dedans: list[Tirage], dehors: list[Tirage]) -> None:
    """Contracts of another buyer, and those of its own before it came or after it left."""
    perimetre = (Acheteur(A, "A", date(2024, 1, 1), date(2025, 12, 31)),)
    seul, avec = monde({A: dedans}), monde({A: dedans, B: dehors})
    for annee in ("2023-12-31", "2026-01-01"):
        jour = {"date_notification": annee}
        avec.contrat(
            f"hors{annee}",
            siren=A,
            decp=jour | {"montant_retenu_ht_eur": 7},
            date_fin_prevue="2026-12-31",
            **jour,
        )
    trouves = {cle: r for cle, r in calcule(avec, perimetre).items() if cle[1] in (A, None)}
    assert trouves == calcule(seul, perimetre)


@settings(max_examples=5, phases=SANS_REDUIRE)
@given(DRAWS, DRAWS)
def test_tous_ensemble_comme_un_seul_acheteur(des_uns: list[Tirage], des_autres: list[Tirage]) -> None:
    """Counts and sums less what they share, rates from their parts: the bounds too."""
    deux, un = monde({A: des_uns, B: des_autres}), monde({C: [*des_uns, *des_autres]})
    ensemble, seul = calcule(deux), calcule(un)
    for indicateur in (i.indicateur_id for i in FORMULES if i.indicateur_id != "distincts"):
        for annee in (2024, 2025):
            consolide = tete(ensemble, indicateur, None, annee)
            assert consolide == tete(seul, indicateur, C, annee) == tete(seul, indicateur, None, annee)


@settings(max_examples=4, phases=SANS_REDUIRE)
@given(DRAWS, DRAWS)
def test_ce_qui_s_additionne(des_uns: list[Tirage], des_autres: list[Tirage]) -> None:
    r = calcule(monde({A: des_uns, B: des_autres}))
    for annee in (2024, 2025):
        for indicateur in (i.indicateur_id for i in FORMULES):
            a, b, ensemble = (tete(r, indicateur, siren, annee) for siren in (A, B, None))
            nums = [x.num or 0 for x in (a, b)]
            if indicateur in ("titulaires_ess", "part_titulaires"):
                # a supplier of both counts once
                assert max(nums) <= (ensemble.num or 0) <= sum(nums)
            else:
                # a direction belongs to its buyer
                assert (ensemble.num or 0) == sum(nums)
                assert (ensemble.den or 0) == sum(x.den or 0 for x in (a, b))
            if ensemble.den and ensemble.num is not None:
                assert ensemble.valeur is not None
                assert abs(ensemble.valeur - ensemble.num / ensemble.den) <= tirages.MIETTE


@settings(max_examples=4, phases=SANS_REDUIRE)
@given(DRAWS)
def test_un_titulaire_repete_ne_compte_qu_une_fois(contrats: list[Tirage]) -> None:
    """Snapshots say the same supplier again, a modification names another: the contract is still one."""
    simple, repete = monde({A: contrats}), monde({A: contrats})
    for ligne in list(repete.lignes.get("titulaires", [])):
        repete.poser("titulaires", **(ligne | {"titulaire_rang": ligne["titulaire_rang"] + 10}))
        repete.poser("titulaires", **(ligne | {"rang_modification": 1, "siren": "000009009"}))
    assert calcule(repete) == calcule(simple)


def _octets(entrees: Entrees, sortie: Path, threads: int) -> bytes:
    """The rows that a run keeps, written as it writes them."""
    with connect(threads=threads) as con:
        ouvrir(con, entrees)
        calculer_sur(con, [DEFINITION], arrete_au=AU, publications=Publications(1))
        con.execute(_copie(sortie))
    return sortie.read_bytes()


def _copie(sortie: Path) -> str:
    from pipelines.commun.duck import sql

    return sql(module.__file__, "internes", sortie=literal(sortie))


def _melanger(dossier: Path, graine: int) -> None:
    """Write the rows of every table in another order."""
    for path in sorted(dossier.glob("*/*.parquet")):
        with duckdb.connect() as con:
            lignes = con.sql(f"FROM read_parquet({literal(path)})")
            con.execute("CREATE TABLE t AS FROM lignes")
            con.execute(f"COPY (FROM t ORDER BY hash(rowid + {graine})) TO {literal(path)} (FORMAT parquet)")
            del lignes


@pytest.fixture(scope="module")
def beaucoup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundreds of contracts, so that threads have something to share."""
    alea = Random(4)
    dossier = tmp_path_factory.mktemp("beaucoup")

    def un() -> Tirage:
        return Tirage(
            decp=alea.random() < 0.7, registre=alea.random() < 0.7, env=alea.choice([None, True, False]),
            montant=alea.choice([None, 0, 10_000, 90_001, 123_457]), codes=alea.choice([None, *tirages._CODES]),
            projet=alea.choice([None, *tirages.PROJETS]), offres=alea.choice([None, 1, 2, 7]),
            direction=alea.choice([None, "a", "b"]), fin=alea.choice([None, *tirages.FINS]),
            titulaires=(alea.choice([None, *tirages.ESS]),), heures=alea.choice([None, 3, 70]),
            annee=alea.choice([2024, 2025]),
        )  # fmt: skip

    ecrire(dossier, monde({siren: [un() for _ in range(150)] for siren in (A, B, C)}))
    return dossier


def test_meme_octets_quels_que_soient_l_ordre_les_fils_et_les_morceaux(
    beaucoup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entrees = Entrees(beaucoup / "tables", beaucoup / "registres", periode=(2024, 2025))
    attendu = _octets(entrees, tmp_path / "1.parquet", 1)
    assert len(attendu) > 5_000
    for threads in (2, 4):
        assert _octets(entrees, tmp_path / "2.parquet", threads) == attendu
    for morceau in (1, 3, 100):
        monkeypatch.setattr(module, "MORCEAU", morceau)
        monkeypatch.setattr(module, "ADDITIFS", morceau)
        assert _octets(entrees, tmp_path / "3.parquet", 2) == attendu
    _melanger(beaucoup, 1)
    assert _octets(entrees, tmp_path / "4.parquet", 2) == attendu
