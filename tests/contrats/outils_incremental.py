"""A folder of DECP files whose contracts are kept up to date, and a small world in which everything bears on something.

No expectation belongs here.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.contrats.etablir import TABLES, etablir
from pipelines.contrats.incremental import tenir
from pipelines.decp.lecture import lire_fichiers
from pipelines.fictif.identifiants import siren, siret
from tests.decp.outils import FABRE, GARNIER, document, marche, titulaires

Fichiers = Mapping[str, bytes]
JOUR, AVANT, APRES = date(2026, 6, 30), date(2024, 2, 1), date(2026, 8, 1)
FUTUR = "2026-07-15"
"""Impossible on `JOUR`, possible on `APRES`."""


@pytest.fixture(autouse=True)
def un_seul_fil(monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread: these tables are so small that a second one costs more than it brings."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)


@pytest.fixture
def reprises(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each update was done from the last time (True) or by deciding everything (False)."""
    faites: list[bool] = []
    juste = tenir._reprendre

    def noter(*args: Any) -> bool:
        faites.append(juste(*args))
        return faites[-1]

    monkeypatch.setattr(tenir, "_reprendre", noter)
    monkeypatch.setattr(tenir, "PART_MAX", 9.0)
    return faites


class Maison:
    """A folder of files, and the tables that are kept up to date from one time to the next."""

    def __init__(self, dossier: Path) -> None:
        self.dossier, self.entree, self.etat = dossier, dossier / "entree", dossier / "etat"
        self.staging, self.tables = dossier / "staging", dossier / "tables"
        self.entree.mkdir(parents=True)
        self._de_rien: dict[str, dict[str, bytes]] = {}

    def etablir(self, fichiers: Fichiers, jour: date = JOUR) -> dict[str, bytes]:
        """Bring the tables up to date with these files, and return their bytes."""
        for path in self.entree.iterdir():
            if path.name not in fichiers:
                path.unlink()
        for nom, contenu in fichiers.items():
            if not (self.entree / nom).is_file() or (self.entree / nom).read_bytes() != contenu:
                (self.entree / nom).write_bytes(contenu)
        self.sources = lire_fichiers([self.entree], self.staging, gardees=self.dossier / "lectures")
        etablir(self.sources, self.staging, self.tables, jour, etat=self.etat)
        return octets(self.tables)

    def de_rien(self, fichiers: Fichiers, jour: date = JOUR) -> dict[str, bytes]:
        """Return the bytes of the tables of what was just read, everything being decided."""
        if (dit := self._dit(fichiers, jour)) not in self._de_rien:
            etablir(self.sources, self.staging, self.dossier / "de_rien", jour)
            self._de_rien[dit] = octets(self.dossier / "de_rien")
        return self._de_rien[dit]

    def de_rien_deja(self, fichiers: Fichiers, faites: dict[str, bytes], jour: date = JOUR) -> None:
        """Say what was made from nothing of these files: the first time, everything is decided."""
        self._de_rien[self._dit(fichiers, jour)] = faites

    def _dit(self, fichiers: Fichiers, jour: date) -> str:
        return hashlib.sha256(repr((sorted(fichiers.items()), jour)).encode()).hexdigest()

    def refaire(self, fichiers: Fichiers, jour: date = JOUR) -> list[str]:
        """Bring the tables up to date; name those that differ from the ones made from nothing."""
        faites = self.etablir(fichiers, jour)
        attendues = self.de_rien(fichiers, jour)
        return [nom for nom in attendues if faites[nom] != attendues[nom]]


def octets(tables: Path) -> dict[str, bytes]:
    """The bytes of every table and of the account."""
    return {nom: (tables / nom).read_bytes() for nom in [*(f"{t}.parquet" for t in TABLES), "bilan.json"]}


def etapes(*noms: str) -> dict[str, bytes]:
    """The files of some steps of the small world."""
    return fichiers_du({nom: pas for nom, pas in monde().items() if nom in noms})


# -- the small world: one buyer a situation, so that each can only be reached by its own key ----------------------


def monde() -> dict[str, list[tuple[str, Any]]]:
    """Records by step: (genre, record); « base » stands, « arrive » bears on it, « encore » bears on both."""
    pas: dict[str, list[tuple[str, Any]]] = {"base": [], "arrive": [], "encore": []}
    for situation in (
        _meme_id,
        _rangs,
        _souche_2019,
        _souche_portee,
        _accord_cadre,
        _sans_id,
        _noms_sans_id,
        _nom_publie,
        _deux_genres,
        _lien_faible,
        _probables,
    ):
        for etape, *lignes in situation():
            pas[etape] += lignes
    pas["base"] += _dates() + _quarantaine("x")
    pas["arrive"] += _quarantaine("y")
    return pas


def fichiers_du(pas: Mapping[str, list[tuple[str, Any]]]) -> dict[str, bytes]:
    """Two JSON files a step (2019 and 2022), and the flat CSV."""
    fichiers = {}
    for etape, lignes in pas.items():
        vieux = [r for genre, r in lignes if genre == "2019"]
        fichiers[f"{etape}-2019.json"] = json.dumps({"marches": vieux}, ensure_ascii=False).encode()
        fichiers[f"{etape}.json"] = document(
            *(r for genre, r in lignes if genre == "marche"),
            concessions=[r for genre, r in lignes if genre == "concession"],
        )
        fichiers[f"{etape}.csv"] = PLATS[etape].encode()
    return fichiers


Etape = tuple[Any, ...]


def _chez(numero: int, id_: str | None, **champs: Any) -> tuple[str, Any]:
    objet = f"Travaux de la situation {numero}"
    return "marche", marche(id_, **{"acheteur": {"id": siret(siren(numero))}, "objet": objet} | champs)  # type: ignore[arg-type]


def _vieux(numero: int, id_: str, **champs: Any) -> tuple[str, Any]:
    nus = [{"typeIdentifiant": "SIRET", "id": FABRE, "denominationSociale": "Fabre"}]
    return "2019", _chez(numero, id_, titulaires=nus, **champs)[1]


def _meme_id() -> list[Etape]:
    """The same contract published again; then once more with another amount."""
    return [
        ("base", _chez(11, "2024A1")),
        ("arrive", _chez(11, "2024A1", datePublicationDonnees="2024-05-02")),
        ("encore", _chez(11, "2024A1", datePublicationDonnees="2024-06-02", montant=100_001)),
    ]


def _rangs() -> list[Etape]:
    """Contracts of one identifier are told apart by ranks: the one published first bears no rank."""
    autre = {"objet": "Fourniture de mobilier", "titulaires": titulaires(GARNIER), "montant": 5_000}
    return [
        ("base", _chez(12, "2024B1", datePublicationDonnees="2024-05-01")),
        ("arrive", _chez(12, "2024B1", datePublicationDonnees="2024-04-01", **autre)),
        ("encore", _chez(12, "2024B1", datePublicationDonnees="2024-03-15", objet="Études", montant=7)),
    ]


def _souche_2019() -> list[Etape]:
    """Two identifiers of 2019 that only their stem holds together: nobody bears the stem itself."""
    return [("base", _vieux(13, "2023TRAV0100")), ("arrive", _vieux(13, "2023TRAV0101"))]


def _souche_portee() -> list[Etape]:
    """An identifier of 2019 whose number of modification is left out elsewhere."""
    return [("base", _vieux(14, "2023SERV0201")), ("arrive", _vieux(14, "2023SERV02"))]


def _accord_cadre() -> list[Etape]:
    """The framework agreement comes after its contract; then a second one under its identifier: the link goes."""
    return [
        ("base", _chez(15, "2024MS1", idAccordCadre="2024AC1", objet="Marché subséquent")),
        # further away: what shares its name with a contract of the framework
        ("base", _chez(15, "2024MS1", objet="Études", titulaires=[], datePublicationDonnees="2024-03-15")),
        ("base", _chez(15, "2024MS9", idAccordCadre="2024PERSONNE", objet="Marché orphelin")),
        ("arrive", _chez(15, "2024AC1", objet="Accord-cadre de fournitures")),
        ("arrive", _chez(15, "2024MS8", idAccordCadre="2024PERSONNE", objet="Autre orphelin")),
        ("encore", _chez(15, "2024AC1", objet="Tout autre chose", titulaires=titulaires(GARNIER), montant=3)),
    ]


def _sans_id() -> list[Etape]:
    """Without an identifier: the same buyer, euros, day, objet and supplier, the cents being another spelling."""
    return [("base", _chez(16, None, montant=2_000)), ("arrive", _chez(16, None, montant=2_000.4))]


def _noms_sans_id() -> list[Etape]:
    """Without an identifier nor an amount: two contracts, one name, told apart by ranks."""
    return [
        ("base", _chez(17, None, montant=None, datePublicationDonnees="2024-05-01")),
        (
            "arrive",
            _chez(
                17, None, montant=None, datePublicationDonnees="2024-04-01", titulaires=titulaires(GARNIER)
            ),
        ),
        ("encore", _chez(17, None, montant=None, datePublicationDonnees="2024-03-01", titulaires=[])),
    ]


def _nom_publie() -> list[Etape]:
    """An identifier that is published reads as the name of a contract that has none (in digits, capitals aside)."""

    def nom(objet: str) -> str:
        dit = f"marche|{objet}|2024-03-01"
        return hashlib.md5(dit.encode(), usedforsecurity=False).hexdigest()[:12]

    objet = next(f"objet{n}" for n in range(10_000) if nom(f"objet{n}").isdigit())
    return [
        ("base", _chez(18, None, objet=objet, montant=None, datePublicationDonnees="2024-05-01")),
        ("arrive", _chez(18, f"SANS-ID-{nom(objet)}", objet="Un autre objet")),
    ]


def _deux_genres() -> list[Etape]:
    """A marché and a concession share an identifier: two contracts, one name."""
    concession = {
        "id": "2024D1",
        "autoriteConcedante": {"id": siret(siren(19))},
        "objet": "Gestion du port de plaisance",
        "valeurGlobale": 9_000,
        "dateSignature": "2024-01-01",
        "datePublicationDonnees": "2024-01-15",
    }
    return [("base", _chez(19, "2024D1")), ("arrive", ("concession", concession))]


def _lien_faible() -> list[Etape]:
    """Another objet, but supplier, amount and date agree: one contract while the choice is unique."""
    return [
        ("base", _chez(20, "2024E1", objet="Entretien des jardins du musée")),
        ("arrive", _chez(20, "2024E1", objet="Espaces verts", datePublicationDonnees="2024-05-03")),
        ("encore", _chez(20, "2024E1", objet="Tonte annuelle", datePublicationDonnees="2024-05-04")),
    ]


def _probables() -> list[Etape]:
    """One contract perhaps, under several identifiers of a buyer; the pair of another buyer does not change."""
    return [
        ("base", _chez(21, "2024F1"), _chez(22, "2024G1"), _chez(22, "2024G2")),
        ("arrive", _chez(21, "2024F2")),
        ("encore", _chez(21, "2024F3")),
        # a supplier more, or another amount, in a contract whose identifier nothing else bears
        ("base", _chez(26, "2024I1"), _chez(26, "2024I2", titulaires=titulaires(GARNIER))),
        (
            "base",
            _chez(26, "2024I3", objet="Autre"),
            _chez(26, "2024I4", objet="Autre", titulaires=titulaires(GARNIER)),
        ),
        ("arrive", _chez(26, "2024I1", titulaires=titulaires(FABRE, GARNIER))),
        ("base", _chez(27, "2024J1"), _chez(27, "2024J2", montant=5_000)),
        ("arrive", _chez(27, "2024J1", montant=5_000, datePublicationDonnees="2024-05-05")),
    ]


def _dates() -> list[tuple[str, Any]]:
    """A contract for each place where a date that is impossible today may stand."""
    acte = {
        "id": 1,
        "sousTraitant": {"typeIdentifiant": "SIRET", "id": GARNIER},
        "montant": 10,
        "dureeMois": 1,
    }
    suite = {"id": 1, "dureeMois": 2, "dateNotificationModificationSousTraitance": FUTUR, "montant": 12}
    annee = {"datePublicationDonneesExecution": FUTUR, "depensesInvestissement": 5}
    modification = {"id": 1, "dateNotificationModification": FUTUR, "montant": 120_000}
    ancienne = {"id": 0, "dateNotificationModification": "2024-05-06", "montant": 110_000}
    bref = modification | {"dateNotificationModification": "2026-07-9"}
    port = {
        "autoriteConcedante": {"id": siret(siren(30))},
        "objet": "Port",
        "valeurGlobale": 9,
        "dateSignature": "2024-01-01",
    }
    return [
        _chez(31, "2024H1", dateNotification=FUTUR),
        _chez(32, "2024H2", datePublicationDonnees=FUTUR),
        _chez(33, "2024H3", modifications=[{"modification": ancienne}, {"modification": modification}]),
        _chez(34, "2024H4", modifications=[{"modification": bref}]),
        _chez(35, "2024H5", actesSousTraitance=[{"acteSousTraitance": acte | {"dateNotification": FUTUR}}]),
        _chez(36, "2024H6", modificationsActesSousTraitance=[{"modificationActeSousTraitance": suite}]),
        ("concession", port | {"id": "2024H7", "dateDebutExecution": FUTUR}),
        ("concession", port | {"id": "2024H8", "donneesExecution": [{"donneesAnnuelles": annee}]}),
    ]


def _quarantaine(lettre: str) -> list[tuple[str, Any]]:
    """Elements that are no contract: no object, no buyer, no content."""
    return [
        ("marche", 42),
        ("marche", marche(f"2024Q{lettre}", acheteur={"id": "inconnu"})),
        ("marche", {"acheteur": {"id": siret(siren(40))}}),
    ]


_ENTETE = (
    "id,acheteur_id,objet,montant,dateNotification,datePublicationDonnees,"
    "titulaire_id,titulaire_typeIdentifiant\n"
)


def _plat(numero: int, id_: str, jour: str = "2024-03-01", montant: str = "100000") -> str:
    return f"{id_},{siret(siren(numero))},Travaux de la situation {numero},{montant},{jour},2024-04-01,{FABRE},SIRET\n"


PLATS = {
    "base": _ENTETE + _plat(23, "2023PLAT01") + _plat(24, "2023AUTRE") + _plat(25, "2024A1"),
    "arrive": _ENTETE + _plat(23, "2023PLAT") + _plat(24, "2023AUTRE", "2024-07-01", "120000"),
    "encore": _ENTETE + _plat(24, "2023AUTRE02") + _plat(25, "2024A101"),
}
"""A stem that comes after what ends it, and before; a later version of a line."""
