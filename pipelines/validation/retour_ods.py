"""The sender's ODS given back: the same document, faulty cells coloured and annotated, a first sheet that sums up.

Only content.xml and the sheet that opens are touched. Repeated rows and cells are split where a mark falls, and
nowhere else. What is said belongs to `retour_marques` and `retour_sommaire`; styles to `retour_ods_styles`.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.commun.erreurs import SpaserErreur
from pipelines.validation.rapport import Rapport
from pipelines.validation.rapport_places import lettres
from pipelines.validation.retour_marques import AUTEUR, COMMENTAIRES, DEBUT, FEUILLE, Marques, commentaire
from pipelines.validation.retour_ods_styles import Styles
from pipelines.validation.retour_sommaire import Case, Rangee, sommaire

if TYPE_CHECKING:
    from odfdo.container import Container
    from odfdo.element import Element

XML_MAX = 120 << 20  # 1.5 GB of memory once opened (168 MB took 2.1 GB)
VOISIN_AVANT, DERNIER = 3, 1  # where odfdo inserts


def annoter(source: Path, feuille: str | None, rapport: Rapport, marques: Marques, sortie: Path) -> None:
    """Write the sender's document with our marks.

    Errors: SpaserErreur for a document too big, or whose sheet cannot be found again.
    """
    from odfdo.container import Container
    from odfdo.xmlpart import XmlPart

    archive = Container(source)
    try:
        contenu = XmlPart("content.xml", archive)
        racine = contenu.root if len(archive.get_part("content.xml") or b"") <= XML_MAX else None
    except (SyntaxError, LookupError) as erreur:
        raise SpaserErreur(
            f"« {source.name} » se lit mais ne peut pas être rendu annoté : ouvrez-le dans un tableur, enregistrez-le "
            "de nouveau en .ods, et recommencez."
        ) from erreur
    if racine is None:
        raise SpaserErreur(
            f"« {source.name} » est trop grand pour être rendu annoté : servez-vous de --html et de --json, ou envoyez "
            "la feuille en CSV."
        )
    styles = Styles(racine)
    tables = racine.get_elements("office:body/office:spreadsheet/table:table")
    _nettoyer(racine, tables, styles)
    table = next((t for t in tables if t.get_attribute("table:name") == feuille), None)
    if table is None:
        raise SpaserErreur(
            f"La feuille « {feuille} » ne se retrouve pas dans « {source.name} » : elle n'est pas annotée."
        )
    _marquer(table, marques, styles)
    premiere = racine.get_elements("office:body/office:spreadsheet/table:table")[0]
    premiere.insert(_feuille(sommaire(rapport, marques, []), str(feuille), styles), xmlposition=VOISIN_AVANT)
    archive.set_part("content.xml", contenu.serialize())
    _ouvrir_sur_le_sommaire(archive)
    archive.save(sortie, packaging="zip")


def _nettoyer(racine: "Element", tables: list["Element"], styles: Styles) -> None:
    """Take off what an earlier return had left: our sheet, our colour, our comments."""
    for table in tables:
        if table.get_attribute("table:name") == FEUILLE and len(tables) > 1:
            table.delete()
    if styles.decolorer():
        for note in racine.get_elements("//office:annotation"):
            paragraphes = note.get_elements("text:p")
            debut = next((i for i, p in enumerate(paragraphes) if p.text_recursive.startswith(DEBUT)), None)
            if debut == 0:
                note.delete()
            elif debut is not None:
                for paragraphe in paragraphes[debut:]:
                    paragraphe.delete()


def _marquer(table: "Element", marques: Marques, styles: Styles) -> None:
    from pipelines.validation.retour_ods_grille import Grille

    grille = Grille(table)
    reste = COMMENTAIRES
    for ligne, cellules in marques.par_ligne().items():
        for colonne, textes in cellules.items():
            cellule = grille.cellule(ligne, colonne)
            cellule.set_attribute("table:style-name", styles.fautif(grille.style(ligne, colonne, cellule)))
            if reste > 0:
                _annoter_cellule(cellule, commentaire(textes))
            reste -= 1


def _annoter_cellule(cellule: "Element", texte: str) -> None:
    from odfdo.element import Element

    note = cellule.get_element("office:annotation")
    if note is None:
        note = Element.from_tag(
            '<office:annotation office:display="false" svg:width="8cm" svg:height="3cm"/>'
        )
        auteur = Element.from_tag("dc:creator")
        auteur.text = AUTEUR
        note.insert(auteur, xmlposition=DERNIER)
        cellule.insert(note, position=0)
    for morceau in texte.split("\n"):
        paragraphe = Element.from_tag("text:p")
        paragraphe.text = morceau
        note.insert(paragraphe, xmlposition=DERNIER)


def _feuille(rangees: list[Rangee], cible: str, styles: Styles) -> "Element":
    """Make the summary: texts only, never a formula, links inside the document."""
    from odfdo.element import Element

    table = Element.from_tag("table:table")
    table.set_attribute("table:name", FEUILLE)
    for nom in styles.colonnes():
        colonne = Element.from_tag("table:table-column")
        colonne.set_attribute("table:style-name", nom)
        table.insert(colonne, xmlposition=DERNIER)
    nom_cible = cible.replace("'", "''")
    for rangee in rangees:
        ligne = Element.from_tag("table:table-row")
        for case in rangee or [Case("")]:
            cellule = Element.from_tag("table:table-cell")
            if case.texte:
                cellule.set_attribute("office:value-type", "string")
                cellule.set_attribute("table:style-name", styles.sommaire(case.style, seul=len(rangee) == 1))
                paragraphe = Element.from_tag("text:p")
                if case.cible:
                    lien = Element.from_tag("text:a")
                    lien.set_attribute("xlink:type", "simple")
                    lieu = f"{lettres(case.cible[1])}{case.cible[0]}"
                    lien.set_attribute("xlink:href", f"#'{nom_cible}'.{lieu}")
                    lien.text = case.texte
                    paragraphe.insert(lien, xmlposition=DERNIER)
                else:
                    paragraphe.text = case.texte
                cellule.insert(paragraphe, xmlposition=DERNIER)
            ligne.insert(cellule, xmlposition=DERNIER)
        table.insert(ligne, xmlposition=DERNIER)
    return table


def _ouvrir_sur_le_sommaire(archive: "Container") -> None:
    if "settings.xml" not in archive.parts:
        return
    texte = bytes(archive.get_part("settings.xml")).decode("utf-8")  # type: ignore[arg-type]
    actif = r'(<config:config-item config:name="ActiveTable"[^>]*>)[^<]*'
    archive.set_part("settings.xml", re.sub(actif, rf"\g<1>{FEUILLE}", texte).encode("utf-8"))
