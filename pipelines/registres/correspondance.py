"""The mapping file of a sender: their columns, values, units and habits, told once and never guessed.

How YAML is read belongs to `yaml_strict`; what is done with the rules belongs to `titres` and `normaliser`.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.registres.encodages import ACCEPTES
from pipelines.registres.yaml_strict import Lecteur, Noeud
from pipelines.schemas import tables as schemas
from pipelines.schemas.cellules import defaut_de_valeur

UNITES = {
    "€": "1",
    "k€": "1000",
    "M€": "1000000",
    "%": "1",
    "fraction": "100",
    "heures": "1",
    "minutes": None,
}
UNITES |= {"jours": None, "mois": "1", "ans": "12"}
DATES = ("jj/mm/aaaa", "mm/jj/aaaa", "aaaa-mm-jj", "serie_excel", "serie_excel_1904")
SEPARATEURS = {";": ";", ",": ",", "|": "|", "tabulation": "\t", "\t": "\t"}
TEXTES = {"schema", "encodage", "separateur", "feuille", "ligne_de_titres", "fusions", "decimale", "dates"}
CLES = TEXTES | {"vides", "constantes", "colonnes", "ignorer"}
CLES_COLONNE = {"champ", "unite", "facteur", "decimale", "dates", "vides", "valeurs"}
FERMEES: dict[str, tuple[str, ...]] = {
    "encodage": ACCEPTES,
    "separateur": tuple(SEPARATEURS),
    "fusions": ("repeter", "premiere"),
    "decimale": (",", "."),
    "dates": DATES,
    "unite": tuple(UNITES),
}
FACTEUR = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,6})?\Z")


@dataclass(frozen=True)
class Regle:
    """What is said of one of their columns."""

    titre: str
    champ: str
    ligne: int
    unite: str | None = None
    facteur: Decimal | None = None
    decimale: str | None = None
    dates: str | None = None
    vides: tuple[str, ...] = ()
    valeurs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Correspondance:
    """A mapping file, read and checked; `verifier` holds it against the schema it serves."""

    source: str = "correspondance"
    schema: str | None = None
    encodage: str | None = None
    separateur: str | None = None
    feuille: str | None = None
    ligne_de_titres: int | None = None
    fusions: str | None = None
    decimale: str | None = None
    dates: str | None = None
    vides: tuple[str, ...] = ()
    constantes: dict[str, str] = field(default_factory=dict)
    colonnes: tuple[Regle, ...] = ()
    ignorer: tuple[str, ...] = ()

    def verifier(self, schema: schemas.Schema) -> None:
        """Hold the mapping against a schema.

        Errors: SpaserErreur for another schema, an unknown field, a field given twice, a constant that breaks it.
        """
        champs = {champ["name"]: champ for champ in schema["fields"]}
        if self.schema not in (None, schema.get("name")):
            raise SpaserErreur(
                f"{self.source} est écrit pour le schéma « {self.schema} », pas pour « {schema.get('name')} »."
            )
        vus: dict[str, str] = dict.fromkeys(self.constantes, "constantes")
        for regle in self.colonnes:
            if regle.champ in vus:
                raise SpaserErreur(
                    f"{self.source}, ligne {regle.ligne} : la colonne « {regle.champ} » est déjà donnée "
                    f"({vus[regle.champ]})."
                )
            vus[regle.champ] = f"« {regle.titre} »"
        inconnus = [nom for nom in vus if nom not in champs]
        if inconnus:
            raise SpaserErreur(
                f"{self.source} : « {inconnus[0]} » n'est pas une colonne du schéma. "
                f"Colonnes : {', '.join(champs)}."
            )
        for nom, valeur in self.constantes.items():
            defaut = defaut_de_valeur(champs[nom], valeur)
            if defaut:
                raise SpaserErreur(f"{self.source}, constante « {nom} » : {defaut}.")


def lire_correspondance(path: Path) -> Correspondance:
    """Read a mapping file.

    Errors: SpaserErreur naming the line, for whatever is not understood to the letter.
    """
    lecteur = Lecteur(path)
    table = _table(lecteur, lecteur.lire(), CLES)
    textes = {cle: _choix(lecteur, cle, table[cle]) for cle in TEXTES if cle in table}
    rang = textes.pop("ligne_de_titres", None)
    if rang is not None and not re.fullmatch(r"[1-9][0-9]{0,5}", rang):
        lecteur.refuser(
            table["ligne_de_titres"].ligne, "ligne_de_titres est un numéro de ligne, par exemple 3"
        )
    if "separateur" in textes:
        textes["separateur"] = SEPARATEURS[textes["separateur"]]
    constantes = _table(lecteur, table.get("constantes"), None)
    colonnes = _table(lecteur, table.get("colonnes"), None)
    return Correspondance(
        source=path.name,
        ligne_de_titres=int(rang) if rang else None,
        vides=_liste(lecteur, table.get("vides")),
        constantes={cle: _texte(lecteur, noeud) for cle, noeud in constantes.items()},
        colonnes=tuple(_regle(lecteur, titre, noeud) for titre, noeud in colonnes.items()),
        ignorer=_liste(lecteur, table.get("ignorer")),
        **textes,
    )


def _regle(lecteur: Lecteur, titre: str, noeud: Noeud) -> Regle:
    if noeud.texte is not None:
        return Regle(titre, noeud.texte, noeud.ligne)
    table = _table(lecteur, noeud, CLES_COLONNE)
    if "champ" not in table:
        lecteur.refuser(
            noeud.ligne, f"« {titre} » doit dire son champ, par exemple « champ: montant_ht_eur »"
        )
    textes = {c: _choix(lecteur, c, table[c]) for c in ("unite", "decimale", "dates") if c in table}
    facteur = _texte(lecteur, table["facteur"]) if "facteur" in table else None
    if facteur is not None and not FACTEUR.match(facteur):
        lecteur.refuser(table["facteur"].ligne, 'facteur est un nombre, par exemple "7" ou "7,5"')
    unite = textes.get("unite")
    if facteur is None and unite == "jours":
        lecteur.refuser(
            noeud.ligne,
            "unite: jours demande « facteur », ce que vaut un jour (par exemple 7 pour des heures)",
        )
    defaut = {"minutes": None}.get(unite, UNITES[unite]) if unite else None
    valeurs = _table(lecteur, table.get("valeurs"), None)
    return Regle(
        titre,
        _texte(lecteur, table["champ"]),
        noeud.ligne,
        facteur=Decimal((facteur or defaut or "1").replace(",", ".")),
        vides=_liste(lecteur, table.get("vides")),
        valeurs={cle: _texte(lecteur, n) for cle, n in valeurs.items()},
        **textes,
    )


def _table(lecteur: Lecteur, noeud: Noeud | None, cles: set[str] | None) -> dict[str, Noeud]:
    if noeud is None or (noeud.texte is None and noeud.liste is None and noeud.table is None):
        return {}
    if noeud.table is None:
        lecteur.refuser(noeud.ligne, "des lignes « clé: valeur » sont attendues ici")
    for cle, valeur in noeud.table.items():
        if cles is not None and cle not in cles:
            lecteur.refuser(
                valeur.ligne, f"clé « {cle} » inconnue ; clés admises : {', '.join(sorted(cles))}"
            )
    return noeud.table


def _liste(lecteur: Lecteur, noeud: Noeud | None) -> tuple[str, ...]:
    if noeud is None:
        return ()
    if noeud.liste is None:
        lecteur.refuser(noeud.ligne, 'une liste est attendue ici, par exemple ["NC", "-"]')
    return tuple(_texte(lecteur, n) for n in noeud.liste)


def _texte(lecteur: Lecteur, noeud: Noeud) -> str:
    if noeud.texte is None:
        lecteur.refuser(noeud.ligne, "un texte est attendu ici")
    return noeud.texte


def _choix(lecteur: Lecteur, cle: str, noeud: Noeud) -> str:
    texte = _texte(lecteur, noeud)
    if cle in FERMEES and texte not in FERMEES[cle]:
        admis = ", ".join(repr(c) if c == "\t" else c for c in FERMEES[cle])
        lecteur.refuser(noeud.ligne, f"{cle} vaut « {texte} » ; valeurs admises : {admis}")
    return texte
