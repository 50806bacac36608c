"""A harvest: each source is listed, each of its resources brought in, and what came of each is told.

What is done of one resource belongs to `acquisition`, the store to `magasin`, the wire to `transport`.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.pannes import decrire, disque
from pipelines.sources.acquisition import Acquisition
from pipelines.sources.constats import disparue
from pipelines.sources.decouverte import Decouverte
from pipelines.sources.examen import Juger
from pipelines.sources.fiches import DISPARUE, Vigueur
from pipelines.sources.liste import politique_de, relever
from pipelines.sources.magasin import Magasin
from pipelines.sources.modele import ETATS, Constat, Ressource, Source
from pipelines.sources.noms import cle_source, correspond, retrait_de
from pipelines.sources.politique import Politique
from pipelines.sources.retention import appliquer

FILS = 4
"""Resources in hand at once; how many a host is asked for at once belongs to the policy."""
ATTENTE_S = 60
Suivi = Callable[[str, int, int | None], None]
"""Told, from several threads, the name of a file, the bytes received of it, and its size where it is known."""


@dataclass(frozen=True)
class Recolte:
    """What came of a harvest: a finding a resource, one a source that could not be listed."""

    faite_le: str
    constats: tuple[Constat, ...]
    avertissements: tuple[str, ...] = ()
    effaces: int = 0

    @property
    def en_defaut(self) -> tuple[Constat, ...]:
        """What a person must look at: refused, out of reach, or a whole source that is gone."""
        return tuple(
            c
            for c in self.constats
            if c.etat in ("refusee", "injoignable") or (c.etat == "disparue" and c.ressource is None)
        )

    @property
    def comptes(self) -> dict[str, int]:
        """How many findings of each state."""
        comptes = Counter(c.etat for c in self.constats)
        return {etat: comptes[etat] for etat in ETATS}

    @property
    def octets_recus(self) -> int:
        """Bytes of the snapshots that came into force."""
        return sum(c.octets for c in self.constats if c.etat in ("nouvelle", "modifiee"))

    def en_objet(self) -> dict[str, Any]:
        """Return the report as JSON: counts by state, files and bytes received, then every finding."""
        return {
            "faite_le": self.faite_le,
            "comptes": self.comptes,
            "fichiers_recus": self.comptes["nouvelle"] + self.comptes["modifiee"],
            "octets_recus": self.octets_recus,
            "instantanes_effaces": self.effaces,
            "en_defaut": bool(self.en_defaut),
            "avertissements": list(self.avertissements),
            "constats": [asdict(c) for c in self.constats],
        }


def recolter(
    sources: Sequence[Source],
    magasin: Magasin,
    politique: Politique,
    juger: Juger,
    maintenant: datetime,
    suivi: Suivi | None = None,
    *,
    attendre_s: float = ATTENTE_S,
    dire: Callable[[str], None] | None = None,
) -> Recolte:
    """Bring in what changed of each source; `maintenant` (with its time zone) is the only clock.

    A source or a file that fails never stops the others, and its former snapshot stays in force.
    Errors: SpaserErreur when another harvest holds the store for more than `attendre_s` seconds.
    """
    constats: list[Constat] = []
    avertissements: list[str] = []
    with magasin.verrou(attendre_s, dire):
        for source in sources:
            if dire:
                dire(f"Source « {source.nom} »")
            une = _Source(source, magasin, politique, juger, maintenant, suivi)
            constats += une.recolter()
            avertissements += une.avertissements
        effaces = 0
        try:
            effaces = appliquer(magasin, maintenant.date())
        except SpaserErreur as erreur:
            avertissements.append(f"Rien n'a été effacé du magasin. {erreur}")
    moment = maintenant.astimezone(UTC).isoformat(timespec="seconds")
    return Recolte(moment, tuple(constats), tuple(avertissements), effaces)


class _Source:
    """The harvest of one source."""

    def __init__(
        self,
        source: Source,
        magasin: Magasin,
        politique: Politique,
        juger: Juger,
        maintenant: datetime,
        suivi: Suivi | None,
    ) -> None:
        self.source, self.magasin, self.jour = source, magasin, maintenant.date()
        self.cle = cle_source(source, magasin.dossier)
        self.politique = politique
        self.juger, self.maintenant, self.suivi = juger, maintenant, suivi
        self.avertissements: list[str] = []

    def recolter(self) -> list[Constat]:
        """Deal with every resource of the source; what fails is told, never raised."""
        try:
            liste = relever(self.source, self.magasin, self.politique)
            return [liste] if isinstance(liste, Constat) else self._recolter(liste)
        except SpaserErreur as erreur:  # a record of the store that cannot be read
            message = str(erreur)
        except OSError as erreur:
            message = f"lecture ou écriture impossible ({disque(erreur)}) : vérifiez l'espace et les droits du disque."
        except Exception as erreur:  # told as a fault of the program; the other sources go on
            message = decrire(erreur)
        return [Constat(self.source.nom, None, "refusee", f"Source « {self.source.nom} » : {message}")]

    def _recolter(self, liste: Decouverte) -> list[Constat]:
        self.avertissements += liste.avertissements
        constats = [
            Constat(self.source.nom, ressource, "refusee", f"Source « {self.source.nom} » : {message}")
            for ressource, message in liste.ecartees
        ]
        vivantes = [r for r in liste.retenues if not self._retiree(r.id, r.titre, r.nom_fichier)]
        constats += self._acquerir(vivantes, liste)
        constats += self._retirees(liste)
        constats += self._disparues(liste)
        constat = {"jour": self.jour.isoformat(), "titre": liste.titre, "licence": liste.licence}
        try:
            self.magasin.noter_constat(self.cle, constat | {"ressources": liste.toutes})
        except OSError as erreur:
            message = f"Source « {self.source.nom} » : sa liste n'a pas pu être notée ({disque(erreur)})."
            constats.append(Constat(self.source.nom, None, "refusee", message))
        return constats

    def _acquerir(self, ressources: list[Ressource], liste: Decouverte) -> list[Constat]:
        arret = threading.Event()
        licence = self.source.licence or liste.licence
        bornes = politique_de(self.source, self.politique)
        une = Acquisition(self.source, self.cle, self.magasin, bornes, self.juger, self.maintenant, licence)

        def acquerir(ressource: Ressource) -> Constat:
            def suivre(recus: int, total: int | None) -> None:
                if arret.is_set():
                    raise KeyboardInterrupt
                if self.suivi:
                    self.suivi(ressource.nom_fichier, recus, total)

            return une.acquerir(ressource, suivre)

        with ThreadPoolExecutor(FILS) as fils:
            try:
                return list(fils.map(acquerir, ressources))
            except BaseException:
                arret.set()
                fils.shutdown(wait=False, cancel_futures=True)
                raise

    def _retiree(self, *noms: str) -> bool:
        retrait = retrait_de(self.source, *noms)
        return retrait is not None and retrait.depuis <= self.jour

    def _retirees(self, liste: Decouverte) -> list[Constat]:
        """What decisions take away; one that names nothing known says so."""
        connues = {v.ressource: (v.ressource, v.titre, v.nom_fichier) for v in self._en_vigueur()}
        connues |= {r.id: (r.id, r.titre, r.nom_fichier) for r in liste.retenues}
        constats = []
        for retrait in self.source.retraits:
            noms = next((noms for noms in connues.values() if retrait.ressource in noms), None)
            ici = f"Source « {self.source.nom} » : « {retrait.ressource} »"
            if noms is None:
                phrase = f"{ici}, que « retraits » nomme, n'est ni listée ni en vigueur : vérifiez ce nom."
                self.avertissements.append(phrase)
            elif retrait.depuis <= self.jour:
                phrase = f"{ici} ne compte plus depuis le {retrait.depuis:%d/%m/%Y} : {retrait.raison}"
                constats.append(Constat(self.source.nom, noms[0], "retiree", phrase, nom=noms[2]))
        return constats

    def _disparues(self, liste: Decouverte) -> list[Constat]:
        """What is in force and no longer listed: it stays, and that is told."""
        listees = {r.id for r in liste.retenues} | {ident for ident, _ in liste.ecartees}
        trouvees = []
        for vigueur in self._en_vigueur():
            if vigueur.ressource in listees or self._retiree(
                vigueur.ressource, vigueur.titre, vigueur.nom_fichier
            ):
                continue
            if vigueur.etat != DISPARUE:
                vigueur = replace(vigueur, etat=DISPARUE, disparue_le=self.jour.isoformat())
                self.magasin.mettre_en_vigueur(self.cle, vigueur)
            fiche = self.magasin.fiche(self.cle, vigueur.ressource, vigueur.sha256)
            trouvees.append(disparue(self.source, vigueur, fiche, self.jour))
        return trouvees

    def _en_vigueur(self) -> list[Vigueur]:
        return [
            v
            for v in self.magasin.vigueurs(self.cle)
            if correspond(self.source.ressources, v.titre, v.nom_fichier, v.ressource)
        ]
