"""The results of formulas, put back into a workbook whose writer keeps formulas without them.

Without this, a file given back and read again by a program would have empty cells. No other cell is touched.
"""

import re
import shutil
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

_CELLULE = re.compile(rb"<c\b([^>]*)>(<f\b[^>]*?(?:/>|>[^<]*</f>))(?:<v>([^<]*)</v>|<v ?/>|<v></v>)?</c>")
_ADRESSE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_TYPE = re.compile(rb'\st="([a-z]+)"')
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# What a formula gave: its type as written in the file (absent for a number), and its text.
Resultats = dict[bytes, tuple[bytes | None, bytes]]


def remettre(source: Path, rendu: Path) -> None:
    """Write into `rendu` the results that formulas have in `source`, sheet by sheet."""
    with zipfile.ZipFile(source) as avant, zipfile.ZipFile(rendu) as apres:
        origine = _feuilles(avant)
        a_changer = {
            partie: resultats
            for nom, partie in _feuilles(apres).items()
            if nom in origine and (resultats := _resultats(avant.read(origine[nom])))
        }
        if not a_changer:
            return
        brouillon = rendu.with_name(rendu.name + ".2")
        with zipfile.ZipFile(brouillon, "w", zipfile.ZIP_DEFLATED) as neuf:
            for info in apres.infolist():
                octets = apres.read(info)
                if info.filename in a_changer:
                    octets = _injecter(octets, a_changer[info.filename])
                neuf.writestr(info.filename, octets)
    brouillon.chmod(0o600)
    shutil.move(brouillon, rendu)


def _resultats(xml: bytes) -> Resultats:
    resultats: Resultats = {}
    for attributs, _, valeur in _CELLULE.findall(xml):
        adresse, type_ = _ADRESSE.search(attributs), _TYPE.search(attributs)
        if adresse and valeur:
            resultats[adresse[1]] = (type_[1] if type_ else None, valeur)
    return resultats


def _injecter(xml: bytes, resultats: Resultats) -> bytes:
    def remplir(trouve: re.Match[bytes]) -> bytes:
        adresse = _ADRESSE.search(trouve[1])
        if adresse is None or adresse[1] not in resultats:
            return trouve[0]
        type_, valeur = resultats[adresse[1]]
        attributs = _TYPE.sub(b"", trouve[1]) + (b' t="' + type_ + b'"' if type_ else b"")
        return b"<c" + attributs + b">" + trouve[2] + b"<v>" + valeur + b"</v></c>"

    return _CELLULE.sub(remplir, xml)


def _feuilles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet by its name."""
    liens = {lien.get("Id"): str(lien.get("Target")) for lien in _lire(archive, "xl/_rels/workbook.xml.rels")}
    feuilles = {}
    for feuille in _lire(archive, "xl/workbook.xml").iter():
        if feuille.tag.endswith("}sheet") and feuille.get(_REL) in liens:
            cible = liens[feuille.get(_REL)]
            feuilles[str(feuille.get("name"))] = cible.lstrip("/") if cible.startswith("/") else f"xl/{cible}"
    return feuilles


def _lire(archive: zipfile.ZipFile, partie: str) -> Element:
    from defusedxml.ElementTree import fromstring

    racine: Element = fromstring(archive.read(partie))
    return racine
