"""A source as an asset: what it received, what is in force, asked again when it does not answer, fresh or not."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from dagster_project.defs import sources as module
from dagster_project.defs.entrees import Entrees
from dagster_project.defs.fabrique import graphe
from tests.dagster.conftest import SILENCE, controles, montrees, raison
from tests.decp.outils import document, marche
from tests.sources.datagouv import MINISTERE, DataGouv, Jeu

FICHE = """
slug: "ville"
edition: "2026"
titre: "Essai"
sources:
  - {{nom: "mois-par-mois", type: "ministere", api: "{url}", adresses_privees: ["{hote}"], fraicheur_jours: 3650}}
"""
OCTOBRE, NOVEMBRE = "decp-2024-10.json", "decp-2024-11.json"


class Ville:
    """A SPASER whose only source is a stand-in of data.gouv.fr."""

    def __init__(self, dossier: Path, serveur: DataGouv) -> None:
        self.dossier, self.serveur = dossier, serveur
        self.fiche = dossier / "spasers/ville/2026/spaser.yaml"
        self.fiche.parent.mkdir(parents=True)
        self.fiche.write_text(FICHE.format(url=serveur.url, hote=serveur.hote), encoding="utf-8")

    def publier(self, nom: str, contrats: int) -> None:
        path = self.dossier / "publie" / nom
        path.write_bytes(
            document(*(marche(f"2024M{n:03d}", objet=f"Objet {nom} {n}") for n in range(contrats)))
        )

    def materialiser(self, *actifs: str) -> dg.ExecuteInProcessResult:
        definitions = graphe("ville", self.dossier)
        choix = {"travail": str(self.dossier / "travail"), "magasin": str(self.dossier / "magasin")}
        return dg.materialize(
            list(definitions.assets or []),
            selection=[f"ville/{actif}" for actif in actifs],
            resources={"entrees_ville": Entrees(**choix)},
            instance=dg.DagsterInstance.ephemeral(),
            run_config=SILENCE,
            raise_on_error=False,
        )


@pytest.fixture
def ville(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "ESSAIS", dg.RetryPolicy(max_retries=1, delay=0))
    (tmp_path / "publie").mkdir()
    with DataGouv(Jeu(MINISTERE, tmp_path / "publie")) as serveur:
        ville = Ville(tmp_path, serveur)
        ville.publier(OCTOBRE, 4)
        ville.publier(NOVEMBRE, 6)
        yield ville


def faits(run: dg.ExecuteInProcessResult) -> dict[str, Any]:
    (fait,) = run.asset_materializations_for_node("ville__source_mois_par_mois")
    return {nom: valeur.value for nom, valeur in fait.metadata.items()}


def test_what_is_received_is_said_then_read(ville: Ville):
    run = ville.materialiser("source_mois_par_mois", "decp")
    assert run.success, raison(run)
    dits = faits(run)
    octets = sum(p.stat().st_size for p in (ville.dossier / "publie").iterdir())
    assert (dits["fichiers"], dits["octets"], dits["octets_recus"]) == (2, octets, octets)
    assert (dits["nouvelle"], dits["modifiee"], dits["inchangee"]) == (2, 0, 0)
    verdicts = controles(run)
    assert (
        verdicts["source_mois_par_mois_recoltee"].passed and verdicts["source_mois_par_mois_fraiche"].passed
    )
    lus = run.asset_materializations_for_node("ville__decp")[0].metadata
    assert lus["dagster/row_count"].value == 10


def test_a_month_that_changed_and_one_that_did_not(ville: Ville):
    ville.materialiser("source_mois_par_mois")
    ville.publier(NOVEMBRE, 7)
    ville.serveur.jeux[MINISTERE].publie_le[NOVEMBRE] = "2026-10-12T02:00:00+00:00"
    dits = faits(ville.materialiser("source_mois_par_mois"))
    assert (dits["nouvelle"], dits["modifiee"], dits["inchangee"]) == (0, 1, 1)


def test_half_the_records_gone_is_a_warning_and_the_former_file_is_read(ville: Ville):
    ville.materialiser("source_mois_par_mois")
    ville.publier(NOVEMBRE, 2)
    ville.serveur.jeux[MINISTERE].publie_le[NOVEMBRE] = "2026-10-12T02:00:00+00:00"
    run = ville.materialiser("source_mois_par_mois", "decp")
    assert run.success, raison(run)
    verdict = controles(run)["source_mois_par_mois_recoltee"]
    assert (verdict.passed, verdict.severity.name) == (False, "WARN")
    (ligne,) = montrees(verdict)
    assert (ligne["fichier"], ligne["etat"]) == (NOVEMBRE, "refusee")
    assert run.asset_materializations_for_node("ville__decp")[0].metadata["dagster/row_count"].value == 10


def test_a_source_that_does_not_answer_is_asked_again_then_what_is_in_force_serves(
    ville: Ville, monkeypatch: pytest.MonkeyPatch
):
    ville.materialiser("source_mois_par_mois")
    appels = []
    juste = module.recolter

    def compter(*args: Any, **options: Any) -> Any:
        appels.append(1)
        from pipelines.sources.politique import Politique

        return juste(*args, **options, politique=Politique(essais=1, recul_s=0, dormir=lambda _: None))

    monkeypatch.setattr(module, "recolter", compter)
    ville.serveur.pannes.statuts[MINISTERE] = 503
    run = ville.materialiser("source_mois_par_mois", "decp")
    assert run.success, raison(run)
    assert len(appels) == 2
    verdict = controles(run)["source_mois_par_mois_recoltee"]
    assert not verdict.passed and montrees(verdict)[0]["etat"] == "injoignable"
    assert faits(run)["fichiers"] == 2


def test_with_nothing_in_force_it_stops_and_says_so(ville: Ville):
    ville.serveur.pannes.statuts[MINISTERE] = 404
    run = ville.materialiser("source_mois_par_mois", "decp")
    assert not run.success
    assert "spaser sources fetch" in raison(run)
    assert not run.asset_materializations_for_node("ville__decp")


def test_an_old_publication_is_told(ville: Ville):
    texte = ville.fiche.read_text(encoding="utf-8")
    ville.fiche.write_text(texte.replace("3650", "1"), encoding="utf-8")
    run = ville.materialiser("source_mois_par_mois")
    verdict = controles(run)["source_mois_par_mois_fraiche"]
    assert (verdict.passed, verdict.severity.name) == (False, "WARN")
    assert "fraicheur_jours" in montrees(verdict)[0]["message"]


def test_an_asset_a_source_with_its_retries_and_its_freshness(ville: Ville):
    definitions = graphe("ville", ville.dossier)
    noeud = definitions.resolve_asset_graph().get(dg.AssetKey(["ville", "decp"]))
    assert noeud.parent_keys == {dg.AssetKey(["ville", "source_mois_par_mois"])}
    actif = next(
        a for a in definitions.assets or [] if a.key == dg.AssetKey(["ville", "source_mois_par_mois"])
    )
    assert actif.op.retry_policy.max_retries == 1
    (spec,) = actif.specs
    assert spec.freshness_policy is not None


def test_a_definition_that_cannot_be_read_keeps_its_graph(ville: Ville):
    ville.fiche.write_text(
        ville.fiche.read_text(encoding="utf-8").replace("ministere", "ministère"), encoding="utf-8"
    )
    run = ville.materialiser("decp")
    assert not run.success
    assert "« type » est l'un de" in raison(run)
