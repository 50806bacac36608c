"""One resource: asked for if it may have changed, judged, then put in force, or refused while the former one stays.

Which resources there are belongs to `decouverte`, the judgement to `examen`, the order of a harvest to `recolte`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import sha256 as sha256_de
from pipelines.commun.pannes import decrire, disque
from pipelines.sources import constats
from pipelines.sources.copie import copier
from pipelines.sources.examen import Juger, baisse, examiner
from pipelines.sources.fiches import PRESENTE, Fiche, Vigueur
from pipelines.sources.magasin import Magasin
from pipelines.sources.masque import lieu
from pipelines.sources.modele import Constat, Ressource, Source
from pipelines.sources.politique import Politique
from pipelines.sources.reception import Validateurs
from pipelines.sources.refus import ErreurSource, SourceAbsente, SourceInjoignable
from pipelines.sources.transport import telecharger

Suivre = Callable[[int, int | None], None]


@dataclass(frozen=True)
class _Recue:
    """Bytes that are not in force: where they are, and the record they would have."""

    corps: Path
    fiche: Fiche
    essais: int = 0
    remarques: tuple[str, ...] = ()


class Acquisition:
    """The resources of one source, one at a time; several threads may share it."""

    def __init__(
        self,
        source: Source,
        cle: str,
        magasin: Magasin,
        politique: Politique,
        juger: Juger,
        maintenant: datetime,
        licence: str | None,
    ) -> None:
        self.source, self.cle, self.magasin, self.politique, self.juger = (
            source,
            cle,
            magasin,
            politique,
            juger,
        )
        self.recu_le = maintenant.astimezone(UTC).isoformat(timespec="seconds")
        self.jour = maintenant.date().isoformat()
        self.licence = licence

    def acquerir(self, ressource: Ressource, suivre: Suivre) -> Constat:
        """Do all that is due for one resource, and say what came of it; what fails is told, never raised."""
        vigueur: Vigueur | None = None
        essais = 0
        try:
            vigueur = self.magasin.vigueur(self.cle, ressource.id)
            return self._acquerir(ressource, vigueur, suivre)
        except ErreurSource as erreur:
            etat = "injoignable" if isinstance(erreur, SourceInjoignable | SourceAbsente) else "refusee"
            motif, essais = str(erreur), erreur.essais
        except SpaserErreur as erreur:
            etat, motif = "refusee", str(erreur)
        except OSError as erreur:
            etat = "injoignable"
            motif = f"lecture ou écriture impossible ({disque(erreur)}) : vérifiez l'espace et les droits du disque."
        except Exception as erreur:  # its text may hold a value of the file
            etat, motif = "refusee", decrire(erreur)
        return constats.echec(self.source, ressource, etat, motif, vigueur, essais)

    def _acquerir(self, ressource: Ressource, vigueur: Vigueur | None, suivre: Suivre) -> Constat:
        fiche = self.magasin.fiche(self.cle, ressource.id, vigueur.sha256) if vigueur else None
        saine = fiche if fiche and self.magasin.est_sain(fiche) else None
        if vigueur and saine and _dite_inchangee(ressource, saine):
            return self._inchangee(ressource, vigueur, saine, None)
        recue = self._deja_la(ressource) or self._recevoir(ressource, saine, suivre)
        if vigueur and saine and (recue is None or recue.fiche.sha256 == saine.sha256):
            return self._inchangee(ressource, vigueur, saine, recue)
        if recue is None:
            raise SpaserErreur("la source dit inchangé un fichier qui n'est pas dans le magasin : relancez.")
        jugement = examiner(self.magasin, recue.corps, recue.fiche, self.juger)
        nouvelle = replace(recue.fiche, enregistrements=jugement.enregistrements)
        if refus := jugement.refus or baisse(self.source, nouvelle, fiche):
            self.magasin.refuser(recue.corps, nouvelle, refus)
            self.magasin.debarrasser(self.cle, ressource.id)
            return constats.echec(self.source, ressource, "refusee", refus, vigueur, recue.essais, nouvelle)
        if recue.corps == self.magasin.octets(nouvelle.sha256):
            self.magasin.inscrire(nouvelle)
        else:
            self.magasin.ranger(recue.corps, nouvelle)
        if vigueur is None:
            apres = Vigueur(ressource.id, nouvelle.sha256, self.jour, "", "")
        else:
            apres = (
                vigueur
                if vigueur.sha256 == nouvelle.sha256
                else vigueur.remplacee(nouvelle.sha256, self.jour)
            )
        self._tenir(ressource, vigueur, apres)
        self.magasin.oublier_refus(self.cle, ressource.id)
        self.magasin.debarrasser(self.cle, ressource.id)
        etat = "modifiee" if vigueur else "nouvelle"
        return constats.recue(self.source, ressource, etat, nouvelle, vigueur, recue.essais, recue.remarques)

    def _deja_la(self, ressource: Ressource) -> _Recue | None:
        """Bytes that the store holds already: a harvest was stopped, the source went back, or a refusal is lifted."""
        if ressource.sha1 is None:
            return None
        for fiche in self.magasin.fiches(self.cle, ressource.id):
            if fiche.sha1 == ressource.sha1 and fiche.efface_le is None and self.magasin.est_sain(fiche):
                return _Recue(
                    self.magasin.octets(fiche.sha256), replace(fiche, publie_le=ressource.publie_le)
                )
        refuse = self.magasin.refuse(self.cle, ressource.id)
        if refuse and refuse[0].sha1 == ressource.sha1:
            return _Recue(refuse[1], replace(refuse[0], recu_le=self.recu_le))
        return None

    def _recevoir(self, ressource: Ressource, ancienne: Fiche | None, suivre: Suivre) -> _Recue | None:
        """Bring the bytes in; None when they are those of `ancienne`."""
        fiche = Fiche(
            source=self.cle,
            jeu=self.source.jeu,
            ressource=ressource.id,
            titre=ressource.titre,
            nom_fichier=ressource.nom_fichier,
            url=ressource.url,
            url_finale=ressource.url,
            recu_le=self.recu_le,
            octets=0,
            sha256="",
            sha1="",
            publie_le=ressource.publie_le,
            licence=self.licence,
            format=ressource.format,
            schema=ressource.schema,
        )
        if self.source.chemin is not None:
            ici = self.source.chemin / ressource.id
            if ancienne and ancienne.octets == ressource.octets and ancienne.sha256 == sha256_de(ici):
                return None
            corps = self.magasin.brouillon(self.cle, ressource.id)
            octets, sha256, sha1 = copier(ici, corps, suivre)
            return _Recue(corps, replace(fiche, octets=octets, sha256=sha256, sha1=sha1))
        return self._telecharger(ressource, fiche, ancienne, suivre)

    def _telecharger(
        self, ressource: Ressource, fiche: Fiche, ancienne: Fiche | None, suivre: Suivre
    ) -> _Recue | None:
        connus = None
        if ancienne and ressource.sha1 is None:
            connus = Validateurs(ancienne.etag, ancienne.last_modified)
        corps = self.magasin.brouillon(self.cle, ressource.id)
        recu = telecharger(
            ressource.url,
            corps,
            self.politique,
            validateurs=connus,
            attendu_sha1=ressource.sha1,
            attendu_octets=ressource.octets,
            suivi=suivre,
        )
        if recu.sha256 is None:
            return None
        fiche = replace(
            fiche,
            url=_montrable(ressource.url),
            url_finale=_montrable(recu.url_finale),
            octets=recu.octets,
            sha256=recu.sha256,
            sha1=ressource.sha1 or recu.sha1 or "",
            etag=recu.validateurs.etag,
            last_modified=recu.validateurs.last_modified,
        )
        return _Recue(corps, fiche, recu.essais, recu.remarques)

    def _inchangee(
        self, ressource: Ressource, vigueur: Vigueur, fiche: Fiche, recue: _Recue | None
    ) -> Constat:
        if recue and (recue.fiche.etag, recue.fiche.last_modified) != (fiche.etag, fiche.last_modified):
            valides = replace(fiche, etag=recue.fiche.etag, last_modified=recue.fiche.last_modified)
            self.magasin.inscrire(valides)
        self._tenir(ressource, vigueur, vigueur)
        self.magasin.oublier_refus(self.cle, ressource.id)
        self.magasin.debarrasser(self.cle, ressource.id)
        essais = recue.essais if recue else 0
        return constats.recue(self.source, ressource, "inchangee", fiche, vigueur, essais)

    def _tenir(self, ressource: Ressource, avant: Vigueur | None, apres: Vigueur) -> None:
        """Write what is in force under the names that are listed now, if anything of it is new."""
        apres = replace(
            apres,
            titre=ressource.titre,
            nom_fichier=ressource.nom_fichier,
            publie_le=ressource.publie_le,
            etat=PRESENTE,
            disparue_le=None,
        )
        if apres != avant:
            self.magasin.mettre_en_vigueur(self.cle, apres)


def _dite_inchangee(ressource: Ressource, fiche: Fiche) -> bool:
    """Say whether the listing alone tells that nothing changed: the digest, else the date where nothing can be asked.

    A remote file has no digest, and its date is that of the platform's last visit: its own server is asked, when it
    gave validators.
    """
    if ressource.sha1 is not None:
        return ressource.sha1 == fiche.sha1
    if fiche.etag or fiche.last_modified or fiche.jeu is None:
        return False
    return ressource.publie_le is not None and ressource.publie_le == fiche.publie_le


def _montrable(url: str) -> str:
    return f"{urlsplit(url).scheme}://{lieu(url)}"
