"""One try at one file: asked for whole, for its rest, or only if it changed; received, compared with what was told.

How many tries there are belongs to `transport`.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipelines.sources.contenu import reconnaitre
from pipelines.sources.echange import Reponse, echanger
from pipelines.sources.inflation import GZIP, ZLIB, Abime, Demesure, Inflateur
from pipelines.sources.masque import sans_requete
from pipelines.sources.politique import Politique
from pipelines.sources.refus import PASSAGER, PLUS_TARD, PREVENIR, Echec, coupe, suspect
from pipelines.sources.reprise import Partiel, Point, etag_fort

ENCODAGES = {"gzip": GZIP, "x-gzip": GZIP, "deflate": ZLIB}
SHA1_DE_RIEN = "da39a3ee5e6b4b0d3255bfef95601890afd80709"  # what data.gouv.fr announces when it does not know
Suivi = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Validateurs:
    """What a server said of the version it sent, given back to it to ask whether it changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Telechargement:
    """What came of a download: `etat` is "recu", or "inchange" when the server still has the version known here.

    `url_finale` has no query. The digests are those of the file on the disk; None when nothing was received.
    `remarques` are French sentences about what was announced and turned out otherwise.
    """

    etat: str
    url_finale: str
    octets: int
    sha256: str | None
    sha1: str | None
    validateurs: Validateurs
    essais: int
    content_type: str | None
    remarques: tuple[str, ...] = ()


@dataclass
class Demande:
    """What is asked, and what is known of it beforehand; `conditionnel` is dropped once an answer made no sense."""

    url: str
    politique: Politique
    fin: float
    validateurs: Validateurs = field(default_factory=Validateurs)
    sha1: str | None = None
    octets: int | None = None
    cles: Mapping[str, str] = field(default_factory=dict)
    suivi: Suivi | None = None

    def __post_init__(self) -> None:
        sha1 = (self.sha1 or "").strip().lower()
        self.sha1 = sha1 if re.fullmatch("[0-9a-f]{40}", sha1) and sha1 != SHA1_DE_RIEN else None
        self.octets = self.octets if self.octets and self.octets > 0 else None
        self.conditionnel = bool(self.validateurs.etag or self.validateurs.last_modified)


def recevoir(demande: Demande, partiel: Partiel, essai: int) -> Telechargement:
    """Try once; the file is then under its name.

    Errors: Echec, and SpaserErreur when the disk does not take the bytes.
    """
    point = partiel.point()
    entetes = _entetes(demande, point)
    with echanger(demande.url, entetes, demande.cles, demande.politique, demande.fin) as reponse:
        valides = Validateurs(reponse.entetes.get("etag"), reponse.entetes.get("last-modified"))
        url = sans_requete(reponse.url_finale)
        type_ = reponse.entetes.get("content-type")
        if reponse.statut == 304:
            _inchange(demande, valides)
            partiel.effacer()
            return Telechargement("inchange", url, 0, None, None, demande.validateurs, essai, type_)
        _commencer(reponse, demande, partiel, point, valides)
        sur_le_fil = _copier(reponse, demande, partiel)
    partiel.clore()
    remarques = _comparer(demande, partiel, reponse, sur_le_fil)
    reconnaitre(partiel.chemin)
    partiel.installer()
    sha256, sha1 = partiel.sha256.hexdigest(), partiel.sha1.hexdigest()
    return Telechargement("recu", url, partiel.octets, sha256, sha1, valides, essai, type_, remarques)


def _entetes(demande: Demande, point: Point | None) -> dict[str, str]:
    entetes = {}
    if demande.conditionnel and demande.validateurs.etag:
        entetes["If-None-Match"] = demande.validateurs.etag
    if demande.conditionnel and demande.validateurs.last_modified:
        entetes["If-Modified-Since"] = demande.validateurs.last_modified
    if point:
        entetes |= {"Range": f"bytes={point.octets}-", "If-Range": point.etag}
    return entetes


def _inchange(demande: Demande, valides: Validateurs) -> None:
    if not demande.conditionnel:
        raise suspect("le serveur dit que le fichier n'a pas changé, alors qu'on ne le lui demandait pas")
    connu = demande.validateurs.etag
    if connu and valides.etag and valides.etag.removeprefix("W/") != connu.removeprefix("W/"):
        demande.conditionnel = False
        raise suspect("le serveur dit que le fichier n'a pas changé, et donne l'étiquette d'un autre")


def _commencer(
    reponse: Reponse, demande: Demande, partiel: Partiel, point: Point | None, valides: Validateurs
) -> None:
    """Open the partial file where this answer begins.

    Errors: Echec when the answer is a part that was not asked for, or one of another version: never a mix.
    """
    if reponse.statut == 200:
        longueur = reponse.longueur
        _tenir(longueur, demande)
        etag = None if reponse.encodage not in ("", "identity") else valides.etag
        partiel.recommencer(reponse.url_finale, etag, longueur)
        return
    if reponse.statut == 416 or point is None:
        raise suspect("le serveur donne une partie du fichier, et pas celle qu'on lui demande")
    vue = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", reponse.entetes.get("content-range", "").strip())
    debut, dernier, total = map(int, vue.groups()) if vue else (-1, -1, -1)
    if debut != point.octets or dernier != total - 1 or point.longueur not in (None, total):
        raise suspect("le serveur donne une partie du fichier, et pas celle qu'on lui demande")
    ailleurs = sans_requete(reponse.url_finale).partition("://")[2] != point.lieu
    if ailleurs or not etag_fort(valides.etag) or valides.etag != point.etag or reponse.encodage:
        raise suspect("le fichier a changé pendant son téléchargement")
    if reponse.longueur not in (None, total - debut):
        raise suspect("le serveur annonce deux longueurs différentes")
    _tenir(total, demande)
    partiel.poursuivre(point)


def _tenir(longueur: int | None, demande: Demande) -> None:
    if longueur is not None and longueur > demande.politique.octets_max:
        raise _trop_gros(demande)


def _trop_gros(demande: Demande) -> Echec:
    mio = demande.politique.octets_max / 2**20
    borne = f"{mio:.0f} Mio" if mio >= 1 else f"{demande.politique.octets_max} octets"
    return Echec(
        f"le fichier dépasse la taille admise ({borne})", "Vérifiez que l'adresse est celle de données DECP."
    )


def _copier(reponse: Reponse, demande: Demande, partiel: Partiel) -> tuple[int, str]:
    """Write the body; return the number of bytes of this answer on the wire, and their SHA-1."""
    total = partiel.octets + reponse.longueur if reponse.longueur is not None else None
    inflateur = _inflateur(reponse, demande)
    recus, sha1 = 0, hashlib.sha1(usedforsecurity=False)
    try:
        while bloc := reponse.lire():
            recus += len(bloc)
            sha1.update(bloc)
            for clair in inflateur.blocs(bloc) if inflateur else (bloc,):
                if max(partiel.octets + len(clair), recus) > demande.politique.octets_max:
                    raise _trop_gros(demande)
                partiel.ecrire(clair)
            if demande.suivi:
                demande.suivi(partiel.octets, None if inflateur else total)
        if reponse.longueur is not None and recus != reponse.longueur:
            raise coupe("le fichier s'arrête avant sa fin")
        if inflateur and recus:
            inflateur.finir()
    except Abime:
        echec = Echec(
            "le fichier, compressé pour le transport, est abîmé ou coupé", PLUS_TARD, genre=PASSAGER
        )
    except Demesure:
        echec = Echec("le fichier, compressé pour le transport, se déplie sans mesure", PREVENIR)
    else:
        return recus, sha1.hexdigest()
    raise echec


def _inflateur(reponse: Reponse, demande: Demande) -> Inflateur | None:
    if reponse.encodage in ("", "identity"):
        return None
    if reponse.encodage not in ENCODAGES:
        raise Echec("le serveur compresse le fichier d'une façon qui n'est pas admise", PREVENIR)
    politique = demande.politique
    return Inflateur(ENCODAGES[reponse.encodage], politique.octets_max, politique.ratio_max)


def _comparer(
    demande: Demande, partiel: Partiel, reponse: Reponse, sur_le_fil: tuple[int, str]
) -> tuple[str, ...]:
    """Compare with what the platform announced. A SHA-1 decides; a size alone may be that of a former version."""
    recus, sha1 = sur_le_fil
    if not partiel.octets:
        raise suspect("le fichier est vide")
    if demande.sha1:
        if demande.sha1 not in (partiel.sha1.hexdigest(), sha1):
            raise suspect("son empreinte SHA-1 n'est pas celle que la plateforme annonce")
        return ()
    if demande.octets in (None, partiel.octets, recus):
        return ()
    ecart = f"il fait {partiel.octets} octets, et la plateforme en annonce {demande.octets}"
    if reponse.longueur is None and not reponse.en_morceaux and partiel.octets < (demande.octets or 0):
        raise suspect(f"le fichier s'arrête avant sa fin : {ecart}", PLUS_TARD)
    return (f"« {sans_requete(reponse.url_finale).partition('://')[2]} » : {ecart}.",)
