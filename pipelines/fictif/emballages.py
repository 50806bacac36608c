"""One small file per wrapper of reference/decp.md §1.6, whole files in `emballages/`, each contract
counted like any other.

Belongs here: the twelve shapes found in the wild. Bytes that must be refused (bare NaN, file cut short)
are no wrapper: see `hostiles.py`. Does not belong here: identity cases.
"""

from __future__ import annotations

from typing import Any

from pipelines.fictif import format_2019, format_2022
from pipelines.fictif.atelier import Atelier, jour
from pipelines.fictif.format_2022 import operateur
from pipelines.fictif.fournisseurs import METROPOLE, VILLE
from pipelines.fictif.modele import Contrat, Modif, nombre

INCONNU: dict[str, Any] = {"social": None, "env": None, "innovant": None, "avance": None}


class _Banc:
    def __init__(self, a: Atelier) -> None:
        self.a, self.n = a, 0

    def contrat(self, annee: int, **autres: Any) -> Contrat:
        """Contract number n, its amount unlike any other."""
        self.n += 1
        autres = (INCONNU if annee == 2023 else {}) | autres
        autres.setdefault("acheteur", VILLE if self.n % 2 else METROPOLE)
        titulaires = autres.pop("titulaires", (self.a.f(200 + self.n),))
        return self.a.contrat(
            f"{annee}EMB{self.n:03d}",
            f"Prestation emballée numéro {self.n}",
            20_000 + self.n * 1_234,
            f"{annee}-05-{self.n:02d}",
            f"{annee}-06-{self.n:02d}",
            *titulaires,
            **autres,
        )

    def m2022(self, fichier: str, code: str, c: Contrat, **change: Any) -> None:
        self.a.depot.publier(f"decp/emballages/{fichier}", format_2022.marche(c, **change), c, code)

    def m2019(self, fichier: str, code: str, c: Contrat, **change: Any) -> dict[str, Any]:
        r = format_2019.marche(c, **change)
        self.a.depot.publier(f"decp/emballages/{fichier}", r, c, code)
        return r


def structures(b: _Banc) -> None:
    """Wrappers 1 to 4: the envelope and the buyer."""
    b.m2019("v01_liste_2019.json", "v01_liste_2019", b.contrat(2023))
    c = b.contrat(
        2024,
        type="concession",
        nature="Concession de service",
        procedure="Procédure non négociée ouverte",
        innovant=None,
        avance=None,
    )
    nom = "v02_marche_concession.json"
    b.a.depot.publier(
        f"decp/emballages/{nom}", format_2022.concession(c), c, "v02_marche_concession", genre="concession"
    )
    b.m2022(nom, "v02_marche_concession", b.contrat(2024))
    b.m2022(
        "v03_xml_2022.xml",
        "v03_xml",
        b.contrat(2024, social=("Clause sociale", "Critère social"), avance=True),
    )
    b.m2019("v03_xml_2019_espace_de_noms.xml", "v03_xml", b.contrat(2023))
    c = b.contrat(2023)
    r = b.m2019("v04_acheteur_plat.json", "v04_acheteur_plat", c)
    acheteur = r.pop("acheteur")
    r |= {"acheteur.id": acheteur["id"], "acheteur.nom": acheteur["nom"]}


def titulaires(b: _Banc) -> None:
    """Wrappers 5 to 7: suppliers."""
    a = b.a
    code, nom = "v05_titulaire_liste", "v05_titulaire_liste.json"
    c = b.contrat(2024, titulaires=(a.f(230), a.f(231)), groupement="Conjoint")
    b.m2022(nom, code, c, titulaires={"titulaire": [operateur(t) for t in c.titulaires]})
    c = b.contrat(2024, titulaires=(a.f(232), a.f(233)), groupement="Solidaire")
    b.m2022(nom, code, c, titulaires=[{"titulaire": [operateur(t) for t in c.titulaires]}])
    c = b.contrat(2023, titulaires=(a.f(234),))
    b.m2019(
        "v06_titulaires_imbriques.json",
        "v06_titulaires_imbriques",
        c,
        titulaires=[[[format_2019.operateur(t) for t in c.titulaires]]],
    )
    c = b.contrat(2024, titulaires=())
    b.m2022(
        "v07_titulaire_chaine.json",
        "v07_titulaire_chaine",
        c,
        titulaires=[{"titulaire": "typeIdentifiant"}, {"titulaire": "id"}],
    )


def listes(b: _Banc) -> None:
    """Wrappers 8 to 10: modifications, scalars, version 2.0.0."""
    code, nom = "v08_modifications", "v08_modifications.json"
    for forme in ("objet de liste", "objet", "objet nu", "chaîne", "null", "liste vide"):
        c = b.contrat(2024)
        corps: dict[str, Any] = {}
        if forme.startswith("objet"):
            m = Modif(1, jour("2024-09-02"), jour("2024-09-20"), c.montant + 100_000)
            c.modifs = (m,)
            corps = {
                "id": 1,
                "dateNotificationModification": m.notif.isoformat(),
                "montant": nombre(c.montant + 100_000),
                "datePublicationDonneesModification": m.pub.isoformat(),
            }
        valeur: Any = {
            "objet de liste": {"modification": [corps]},
            "objet": {"modification": corps},
            "objet nu": corps,
            "chaîne": "",
            "null": None,
            "liste vide": [],
        }[forme]
        b.m2022(nom, code, c, modifications=valeur)

    c = b.contrat(2024, social=("Clause sociale",))
    b.m2022(
        "v09_scalaire.json",
        "v09_scalaire",
        c,
        techniques={"technique": "Sans objet"},
        modalitesExecution={"modaliteExecution": "Sans objet"},
        typesPrix={"typePrix": "Définitif ferme"},
        considerationsSociales={"considerationSociale": "Clause sociale"},
        considerationsEnvironnementales={"considerationEnvironnementale": format_2022.PAS_ENV},
    )

    for cle in ("typePrix", "TypePrix"):
        c = b.contrat(2024, env=("Critère environnemental",))
        r = format_2022.marche(
            c,
            technique=["Sans objet"],
            modaliteExecution=["Sans objet"],
            titulaires=[operateur(t) for t in c.titulaires],
            considerationsSociales=[format_2022.PAS_SOCIAL],
            considerationsEnvironnementales=["Critère environnemental"],
        )
        for retire in ("techniques", "modalitesExecution", "typesPrix"):
            del r[retire]
        r[cle] = ["Définitif ferme"]
        b.a.depot.publier("decp/emballages/v10_version_2_0_0.json", r, c, "v10_version_2_0_0")


def octets(b: _Banc) -> None:
    """Wrappers 11 and 12: null records, odd characters."""
    c = b.contrat(2024)
    b.a.depot.rebut("decp/emballages/v11_null.json", None, "pas_un_objet", "null dans la liste", "v11_null")
    b.m2022("v11_null.json", "v11_null", c)
    for nom, suite in (
        ("v12_bom.json", " \\\\ quai \\ nord\u0085(suite)\u0007"),
        ("v12_antislash.json", " de l'abri d'hiver"),  # its bytes hold an escape that JSON does not know
        ("v12_controle.xml", "\u0085(suite)\u0092 \u0001"),
    ):
        c = b.contrat(2024)
        c.objet += suite
        b.m2022(nom, "v12_octets", c)


def cas(a: Atelier) -> None:
    """Make all the wrappers."""
    banc = _Banc(a)
    for groupe in (structures, titulaires, listes, octets):
        groupe(banc)
