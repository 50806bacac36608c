"""Cell styles of the returned ODS: the sender's own with our colour added, and those of the summary.

Which cells take them belongs to `retour_ods`.
"""

from typing import TYPE_CHECKING

from pipelines.validation.retour_marques import FOND
from pipelines.validation.retour_sommaire import LARGEURS

if TYPE_CHECKING:
    from odfdo.element import Element

DERNIER = 1  # where odfdo inserts
COULEUR = f"#{FOND.lower()}"
PREFIXE = "SpaserARevoir"
SOMMAIRE = {
    "": ("", ""),
    "titre": ('fo:font-size="16pt" fo:font-weight="bold"', ""),
    "gras": ('fo:font-size="12pt" fo:font-weight="bold"', ""),
    "entete": ('fo:font-weight="bold"', 'fo:background-color="#e6ebf0"'),
    "lien": ('fo:color="#0b4f8a"', ""),
}


class Styles:
    """The automatic styles of a document, to which ours are added as they are needed."""

    def __init__(self, racine: "Element") -> None:
        from odfdo.element import Element

        automatiques = racine.get_element("office:automatic-styles")
        if automatiques is None:
            automatiques = Element.from_tag("office:automatic-styles")
            racine.get_elements("office:body")[0].insert(automatiques, xmlposition=3)
        self._racine = automatiques
        self._connus = {
            str(style.get_attribute("style:name")): style
            for style in automatiques.get_elements("style:style[@style:family='table-cell']")
        }
        self._fautifs: dict[str | None, str] = {}
        self._poses: set[str] = set()

    def decolorer(self) -> bool:
        """Take our colour off the styles that an earlier return had left; say whether there were any."""
        trouves = False
        for style in self._connus.values():
            for proprietes in style.get_elements("style:table-cell-properties"):
                if str(proprietes.get_attribute("fo:background-color")).lower() == COULEUR:
                    proprietes.del_attribute("fo:background-color")
                    trouves = True
        return trouves

    def fautif(self, origine: str | None) -> str:
        """Return the style that looks like another one, in our colour."""
        from odfdo.element import Element

        if origine in self._fautifs:
            return self._fautifs[origine]
        nom = self._libre(f"{PREFIXE}{len(self._fautifs) + 1}")
        connu = self._connus.get(origine or "")
        if connu is not None:
            style = connu.clone
        else:
            style = Element.from_tag('<style:style style:family="table-cell"/>')
            style.set_attribute("style:parent-style-name", origine or "Default")
        style.set_attribute("style:name", nom)
        proprietes = style.get_element("style:table-cell-properties")
        if proprietes is None:
            proprietes = Element.from_tag("style:table-cell-properties")
            style.insert(proprietes, position=0)
        proprietes.set_attribute("fo:background-color", COULEUR)
        self._racine.insert(style, xmlposition=DERNIER)
        self._fautifs[origine] = nom
        return nom

    def sommaire(self, genre: str, *, seul: bool) -> str:
        """Return a style of the summary; a text alone on its row runs over its neighbours."""
        texte, cellule = SOMMAIRE[genre]
        pli = "" if seul else 'fo:wrap-option="wrap"'
        nom = f"SpaserSommaire{genre}{'Seul' if seul else ''}"
        self._poser(
            nom,
            f'<style:style style:name="{nom}" style:family="table-cell" style:parent-style-name="Default">'
            f'<style:table-cell-properties style:vertical-align="top" {pli} {cellule}/>'
            f"<style:text-properties {texte}/></style:style>",
        )
        return nom

    def colonnes(self) -> list[str]:
        """Return the styles of the columns of the summary."""
        noms = []
        for numero, largeur in enumerate(LARGEURS, 1):
            nom = f"SpaserSommaireColonne{numero}"
            noms.append(nom)
            self._poser(
                nom,
                f'<style:style style:name="{nom}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{largeur * 0.19:.2f}cm"/></style:style>',
            )
        return noms

    def _poser(self, nom: str, xml: str) -> None:
        from odfdo.element import Element

        if nom not in self._poses:
            self._poses.add(nom)
            for ancien in self._racine.get_elements(f"style:style[@style:name='{nom}']"):
                ancien.delete()
            self._racine.insert(Element.from_tag(xml), xmlposition=DERNIER)

    def _libre(self, nom: str) -> str:
        while nom in self._connus:
            nom += "b"
        return nom
