"""What an archive of a source holds, taken out under bounds: gzip and zip, members that can be DECP only.

An archive says how big its members are, and may lie: both what it declares and what comes out are bounded. What
the members say belongs to `decp`.
"""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.pannes import disque
from pipelines.sources.contenu import reconnaitre
from pipelines.sources.inflation import GZIP, LIBRE, Abime, Demesure, Inflateur
from pipelines.sources.refus import Echec, SourceRefusee

EXTENSIONS = (".json", ".xml", ".csv", ".parquet")
ENTREES = 1000
SOMMAIRE = 1 << 20  # bytes of its table of contents
BLOC = 1 << 18
PREVENIR = "Signalez-le au producteur de cette archive."
_FIN_ZIP, _ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
_INUTILES = ("__MACOSX/",)


def deplier(
    chemin: Path, vers_dossier: Path, *, octets_max: int, ratio_max: int, nom: str | None = None
) -> list[tuple[str, Path]]:
    """Expand a gzip or zip file into a folder that exists; return each member's name and path, sorted by name.

    `octets_max` bounds the sum of all members, `ratio_max` how many times each may inflate; `nom` is how messages call
    the archive. A gzip holds one member, named as the archive without « .gz ». Nothing stays after an error.

    Errors: SourceRefusee for a cut or damaged archive, a bomb, a member that is no DECP file, leaves the folder,
    is a link, a folder's twin, encrypted or an archive itself.
    """
    nom = nom or chemin.name
    faits: list[tuple[str, Path]] = []
    refus: SpaserErreur
    try:
        with chemin.open("rb") as file:
            magie = file.read(4)
        if magie.startswith(b"\x1f\x8b"):
            membre = nom.rpartition("/")[2].removesuffix(".gz").removesuffix(".GZ")
            faits.append((membre, vers_dossier / "0000"))
            _gzip(chemin, faits[0][1], octets_max, ratio_max)
        elif magie == b"PK\x03\x04":
            _zip(chemin, vers_dossier, octets_max, ratio_max, faits)
        else:
            raise Echec("ce n'est ni un gzip ni un zip", PREVENIR)
        for membre, path in faits:
            _membre_admis(membre, path)
        return sorted(faits)
    except Echec as echec:
        refus = SourceRefusee(f"« {nom} » n'est pas déplié : {echec.motif}. {echec.conseil}")
    except Demesure:
        refus = SourceRefusee(
            f"« {nom} » n'est pas déplié : son contenu dépasse les bornes admises. {PREVENIR}"
        )
    except OSError as error:
        refus = SpaserErreur(
            f"« {nom} » ne peut être déplié ({disque(error)}) : vérifiez la place qui reste sur le "
            "disque et les droits du dossier, puis relancez."
        )
    except (Abime, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError):
        refus = SourceRefusee(f"« {nom} » n'est pas déplié : l'archive est abîmée ou coupée. {PREVENIR}")
    for _, path in faits:
        path.unlink(missing_ok=True)
    raise refus


def _gzip(chemin: Path, vers: Path, octets_max: int, ratio_max: int) -> None:
    moteur = Inflateur(GZIP, octets_max, ratio_max)
    with chemin.open("rb") as file, vers.open("xb") as sortie:
        while brut := file.read(BLOC):
            for bloc in moteur.blocs(brut):
                sortie.write(bloc)
    moteur.finir()


def _zip(chemin: Path, dossier: Path, octets_max: int, ratio_max: int, faits: list[tuple[str, Path]]) -> None:
    _sommaire(chemin)
    with zipfile.ZipFile(chemin) as archive:
        membres = list(_membres(archive, octets_max, ratio_max))
        reste = octets_max
        for rang, info in enumerate(membres):
            # Our own name on the disk: theirs is only a label.
            faits.append((info.filename, dossier / f"{rang:04d}"))
            with archive.open(info) as entree, faits[-1][1].open("xb") as sortie:
                sorti = 0
                while bloc := entree.read(BLOC):  # the sum of a member is checked at its end
                    sorti += len(bloc)
                    if sorti > min(info.file_size, reste):
                        raise Demesure
                    sortie.write(bloc)
                if sorti != info.file_size:
                    raise Abime
            reste -= sorti


def _sommaire(chemin: Path) -> None:
    """Bound the table of contents, which the library reads whole, from the record that ends the archive."""
    with chemin.open("rb") as file:
        taille = file.seek(0, os.SEEK_END)
        file.seek(max(0, taille - 22 - (1 << 16) - 20))
        queue = file.read()
    place = len(queue) - 22 if queue[-22:-18] == _FIN_ZIP else queue.rfind(_FIN_ZIP)
    if place < 0 or len(queue) < place + 22:
        raise Abime
    if queue[max(0, place - 20) :][:4] == _ZIP64 or struct.unpack_from("<I", queue, place + 12)[0] > SOMMAIRE:
        raise Echec("elle est trop grande, ou contient trop de fichiers", PREVENIR)


def _membres(archive: zipfile.ZipFile, octets_max: int, ratio_max: int) -> Iterator[zipfile.ZipInfo]:
    """The members to take out, judged on what the archive declares before any is read."""
    infos = [i for i in archive.infolist() if not i.is_dir() and not i.filename.startswith(_INUTILES)]
    if not infos:
        raise Echec("elle ne contient aucun fichier", PREVENIR)
    if len(infos) > ENTREES:
        raise Echec(f"elle contient {len(infos)} fichiers, au-delà de {ENTREES}", PREVENIR)
    if len({i.filename for i in infos}) != len(infos):
        raise Echec("deux fichiers y portent le même nom", PREVENIR)
    if sum(i.file_size for i in infos) > octets_max:
        raise Demesure
    fin = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < fin:
            raise Echec("des fichiers s'y recouvrent", PREVENIR)
        fin = info.header_offset + info.compress_size
        _declare(info, ratio_max)
    yield from infos


def _declare(info: zipfile.ZipInfo, ratio_max: int) -> None:
    parties = PurePosixPath(info.filename.replace("\\", "/"))
    sort = parties.is_absolute() or ".." in parties.parts or ":" in info.filename
    if sort or not info.filename.isprintable() or len(info.filename) > 200:
        raise Echec("le nom d'un de ses fichiers n'est pas admis", PREVENIR)
    genre = stat.S_IFMT(info.external_attr >> 16)
    if genre not in (0, stat.S_IFREG):
        raise Echec("elle contient un lien au lieu d'un fichier", PREVENIR)
    if info.flag_bits & 0x1:
        raise Echec("elle est protégée par un mot de passe", PREVENIR)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Echec("elle est compressée d'une façon qui n'est pas admise", PREVENIR)
    if parties.suffix.lower() not in EXTENSIONS:
        raise Echec(
            f"elle contient « {parties.name} », qui n'est ni JSON, ni XML, ni CSV, ni Parquet", PREVENIR
        )
    if info.file_size > max(LIBRE, ratio_max * info.compress_size):
        raise Demesure


def _membre_admis(nom: str, path: Path) -> None:
    if reconnaitre(path) in ("gzip", "zip"):
        raise Echec(f"« {nom} » y est lui-même une archive", PREVENIR)
