"""An XLSX or ODS workbook to a reading: values by calamine, after the archive and each sheet were measured.

What calamine does not tell belongs to `releves`; which sheet, merged cells and remarks to `feuilles`.
"""

import itertools
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.commun.erreurs import FichierRefuse
from pipelines.commun.fichiers import sha256
from pipelines.registres import a_part, archives, contenu, feuilles, releve_ods, releve_xlsx, tableur
from pipelines.registres.cellules import affichee, en_texte
from pipelines.registres.consignes import consignes
from pipelines.registres.correspondance import Correspondance
from pipelines.registres.lieux import LieuxLus
from pipelines.registres.modele import Lecture
from pipelines.registres.releves import Releve, TropGrand
from pipelines.registres.remarques import remarques_de_titres
from pipelines.registres.textes import TETE_LIGNES, ecrire_brut
from pipelines.registres.titres import Rangee, Titres
from pipelines.schemas import tables as schemas


class Classeur:
    """A workbook that was measured: what may be read of it, sheet by sheet."""

    def __init__(self, path: Path) -> None:
        import python_calamine

        self.path, self.forme = path, contenu.forme(path)
        archives.controler(path)
        self._releves: dict[str, Releve] = {}
        with zipfile.ZipFile(path) as archive:
            try:
                if self.forme == "ods":
                    self._releves, self.base = releve_ods.relever(archive)
                    self.macros = False
                else:
                    self._xlsx = releve_xlsx.ouvrir(archive)
                    self.base, self.macros = self._xlsx.base, self._xlsx.macros
                    self._releves = {
                        nom: releve_xlsx.relever(archive, self._xlsx, nom)
                        for nom in self._xlsx.parties
                        if "/worksheets/" in self._xlsx.parties[nom]
                    }
            except TropGrand as error:
                raise FichierRefuse(
                    f"« {path.name} » : une feuille est trop grande pour être lue ({error}). Supprimez ce qui est "
                    "loin du tableau, ou enregistrez la feuille utile en CSV."
                ) from error
            except (zipfile.BadZipFile, KeyError, ValueError) as error:
                raise FichierRefuse(
                    f"« {path.name} » est un classeur abîmé : enregistrez-le de nouveau."
                ) from error
        with _lisible(path):
            self.calamine = python_calamine.load_workbook(str(path))
        self._ouverte: tuple[str, python_calamine.CalamineSheet] | None = None  # the last one: it is large
        visible = python_calamine.SheetVisibleEnum.Visible
        self.masquees = {m.name for m in self.calamine.sheets_metadata if m.visible != visible}
        self.noms = [nom for nom in self.calamine.sheet_names if nom in self._releves]

    def releve(self, nom: str) -> Releve:
        """Return what was seen of a sheet."""
        return self._releves[nom]

    def rangees(self, nom: str) -> Iterator[Rangee]:
        """Yield (row number, marked texts) from the first row of a sheet."""
        releve = self._releves[nom]
        if self._ouverte is None or self._ouverte[0] != nom:
            with _lisible(self.path):
                self._ouverte = nom, self.calamine.get_sheet_by_name(nom)
        feuille = self._ouverte[1]
        # calamine starts at the first row, but at the first column that holds something
        marge = feuille.start[1] if feuille.start else 0
        vides, numero = [""] * marge, 0
        for numero, valeurs in enumerate(feuille.iter_rows(), 1):
            cellules = vides + [en_texte(v) if v != "" else "" for v in valeurs]
            for colonne in releve.pourcents:
                if marge < colonne <= len(cellules) and releve.en_pourcent(numero, colonne):
                    valeur = valeurs[colonne - 1 - marge]
                    if type(valeur) is float or type(valeur) is int:
                        cellules[colonne - 1] = en_texte(valeur, pourcent=True)
            if numero in releve.marquees:
                feuilles.poser_marques(cellules, releve.marquees[numero])
            yield numero, cellules
        for ligne in sorted(ligne for ligne in releve.marquees if ligne > numero):
            cellules = []
            feuilles.poser_marques(cellules, releve.marquees[ligne])
            yield ligne, cellules

    def tete(self, nom: str, limite: int) -> list[Rangee]:
        """Return the first rows of a sheet, as they show."""
        debut = itertools.islice(self.rangees(nom), limite)
        return [(ligne, [affichee(cellule) for cellule in cellules]) for ligne, cellules in debut]


@contextmanager
def _lisible(path: Path) -> Iterator[None]:
    """Turn what calamine raises into a refusal, a panic of its Rust code included."""
    import python_calamine

    try:
        yield
    except python_calamine.PasswordError as error:
        raise FichierRefuse(
            f"« {path.name} » est protégé par un mot de passe : enregistrez-le sans."
        ) from error
    except (python_calamine.CalamineError, OSError) as error:
        raise _abime(path) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _abime(path) from error


def _abime(path: Path) -> FichierRefuse:
    return FichierRefuse(f"« {path.name} » est un classeur abîmé : enregistrez-le de nouveau.")


def lire_classeur(
    path: Path, schema: schemas.Schema, dossier: Path, regles: Correspondance | None, feuille: str | None
) -> Lecture:
    """Read the sheet of a workbook that holds the table.

    Errors: FichierRefuse with the question to answer.
    """
    titres = Titres(schema, regles)
    classeur = Classeur(path)
    connu = regles or Correspondance()
    limite = max(TETE_LIGNES, connu.ligne_de_titres or 0)
    nom, entete, tete = feuilles.choisir(
        classeur, titres, feuille or connu.feuille, connu.ligne_de_titres, limite
    )
    titres.verifier(entete, path.name)
    releve = classeur.releve(nom)
    rangees = feuilles.fusionner(
        (r for r in classeur.rangees(nom) if r[0] > entete.ligne), path.name, releve, entete, connu.fusions
    )
    largeur = max(len(entete.colonnes), releve.fin[1])
    brut, plat = dossier / "brut.parquet", dossier / "brut.csv"
    ecrire_brut(((n, c + [""] * (largeur - len(c))) for n, c in rangees), largeur, plat)
    liste = consignes(schema, entete, regles)
    with tableur.ouvrir(dossier) as con:
        tableur.poser_ecrites(con, plat, largeur, brut, path.name)
        lu = tableur.comprendre(
            con,
            brut,
            schema,
            liste,
            connu.constantes,
            largeur,
            dossier,
            path.name,
            marques=True,
            base=classeur.base,
        )
        muettes = [
            n for n in range(1, largeur + 1) if n > len(entete.colonnes) or not entete.colonnes[n - 1].titre
        ]
        pleines = a_part.colonnes_pleines(con, brut, muettes)
    lieux = LieuxLus(lu, entete.ligne, classeur.base)
    return Lecture(
        source=path,
        sha256=sha256(path),
        forme=classeur.forme,
        feuille=nom,
        encodage="utf-8",
        delimiteur="",
        canonique=lu.canonique,
        constats=[
            *feuilles.remarques(classeur, nom, entete, connu.fusions),
            *remarques_de_titres(entete, tete, regles, pleines),
            *lu.constats,
        ],
        colonnes=entete.colonnes,
        lieux=lieux,
        lire_doutes=lieux.doutes,
    )
