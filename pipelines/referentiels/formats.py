"""The national files that are known, by the titles of their columns as they are really published.

Only the columns listed here are ever read: codes, dates and statuses. Values belong to the .sql files of the room.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.commun.erreurs import FichierRefuse
from pipelines.registres.titres import pli

UNITES, HISTORIQUE, ETABLISSEMENTS = (
    "sirene_unites_legales",
    "sirene_unites_legales_historique",
    "sirene_etablissements",
)
ANNUAIRE, ESS, ESUS, SIAE = "annuaire_unites_legales", "liste_ess", "liste_esus", "liste_siae"
COMMUNES, EPCI = "communes", "epci_communes"
SIREN, SIRET, COMMUNE = "siren", "siret", "commune"


@dataclass(frozen=True)
class Champ:
    """A field and the title that it has in the published file; `loin`: groups of parts of words of looser titles."""

    nom: str
    titre: str
    requis: bool = True
    loin: tuple[tuple[str, ...], ...] = ()
    sans: tuple[str, ...] = ()

    def places(self, titres: Sequence[str]) -> list[int]:
        """List the titles that may be this field; case, accents and punctuation do not count.

        The exact title comes first, then each group of `loin` in turn: the first that is found decides.
        """
        plies = [pli(titre) for titre in titres]
        trouvees = [i for i, plie in enumerate(plies) if plie == pli(self.titre)]
        for mots in self.loin:
            trouvees = trouvees or [
                i
                for i, plie in enumerate(plies)
                if all(mot in plie for mot in mots) and not any(mot in plie for mot in self.sans)
            ]
        return trouvees


@dataclass(frozen=True)
class Format:
    """A published file: its fields, the one that holds the key, and what tells it from the others."""

    nom: str
    cle: str
    forme: str
    """What the key looks like: a SIREN, a SIRET or the code of a commune."""
    champs: tuple[Champ, ...]
    zeros_perdus: bool = False
    """Whether spreadsheets and conversions are known to have eaten leading zeros."""
    mots: tuple[str, ...] = ()
    """When the columns alone say too little: a word that the name of the file or a title must hold."""


FORMATS = (
    Format(
        HISTORIQUE,
        "siren",
        SIREN,
        (
            Champ("siren", "siren"),
            Champ("du", "dateDebut"),
            Champ("au", "dateFin"),
            Champ("juridique", "categorieJuridiqueUniteLegale"),
            Champ("ess", "economieSocialeSolidaireUniteLegale"),
        ),
    ),
    Format(
        UNITES,
        "siren",
        SIREN,
        (
            Champ("siren", "siren"),
            Champ("statut", "statutDiffusionUniteLegale"),
            Champ("categorie", "categorieEntreprise"),
            Champ("juridique", "categorieJuridiqueUniteLegale"),
            Champ("ess", "economieSocialeSolidaireUniteLegale"),
        ),
    ),
    Format(
        ETABLISSEMENTS,
        "siret",
        SIRET,
        (
            Champ("siret", "siret"),
            Champ("siren", "siren"),
            Champ("statut", "statutDiffusionEtablissement"),
            Champ("siege", "etablissementSiege"),
            Champ("etat", "etatAdministratifEtablissement"),
            Champ("commune", "codeCommuneEtablissement"),
        ),
    ),
    Format(
        ANNUAIRE,
        "siren",
        SIREN,
        (
            Champ("siren", "siren"),
            Champ("est_ess", "est_ess"),
            Champ("est_siae", "est_siae"),
            Champ("types", "type_siae"),
            Champ("juridique", "nature_juridique", requis=False),
            Champ("statut", "statut_diffusion", requis=False),
        ),
    ),
    Format(
        SIAE,
        "siret",
        SIRET,
        (
            Champ("siret", "siret"),
            Champ("type", "kind"),
            Champ("active", "is_active", requis=False),
        ),
        zeros_perdus=True,
    ),
    Format(
        COMMUNES,
        "code",
        COMMUNE,
        (
            Champ("type", "TYPECOM"),
            Champ("code", "COM"),
            Champ("departement", "DEP"),
            Champ("parent", "COMPARENT"),
        ),
    ),
    Format(EPCI, "code", COMMUNE, (Champ("code", "CODGEO"), Champ("epci", "EPCI"))),
    Format(
        ESUS,
        "siren",
        SIREN,
        (
            Champ("siren", "SIREN", loin=(("siren",), ("siret",))),
            Champ(
                "du",
                "Date d'agrément",
                requis=False,
                loin=(
                    ("date", "debut"),
                    ("date", "effet"),
                    ("date", "agrement"),
                    ("date", "decision"),
                    ("date", "arrete"),
                ),
                sans=("fin", "expir", "echeance", "jusqu"),
            ),
            Champ(
                "au",
                "Date de fin d'agrément",
                requis=False,
                loin=(
                    ("date", "fin"),
                    ("fin", "agrement"),
                    ("fin", "valid"),
                    ("expir",),
                    ("echeance",),
                    ("jusqu",),
                ),
            ),
        ),
        zeros_perdus=True,
        mots=("esus", "agrement"),
    ),
    Format(ESS, "siren", SIREN, (Champ("siren", "SIREN"),), zeros_perdus=True, mots=("ess", "less")),
)
PAR_NOM = {f.nom: f for f in FORMATS}
COMPLETES = (ESS, ESUS, SIAE)
"""The lists said to be complete: who is not on them is a « no »."""


def reconnaitre(titres: Sequence[str], nom: str, format_dit: str, colonnes: Mapping[str, str]) -> Format:
    """Say which published file has these titles.

    Errors: FichierRefuse, which never cites a title: a file without titles would show its first row (law 5).
    """
    if format_dit:
        return PAR_NOM[format_dit]
    possibles = [
        f for f in FORMATS if all(_place(c, titres, colonnes) is not None for c in f.champs if c.requis)
    ]
    if possibles and not possibles[0].mots:
        return possibles[0]
    # a lone column of SIREN says nothing: the name of the file, or else a title, must name the list
    for indices in (_mots(nom), _mots(*titres)):
        nommes = [f for f in possibles if indices & {*f.mots, *(mot + "s" for mot in f.mots)}]
        if len(nommes) == 1:
            return nommes[0]
    if dits := [titre for titre in colonnes.values() if pli(titre) not in {pli(t) for t in titres}]:
        raise FichierRefuse(f"« {nom} » n'a pas la colonne « {dits[0]} », que donne spaser.yaml.")
    raise FichierRefuse(
        f"« {nom} » n'a les colonnes d'aucun fichier connu ({', '.join(PAR_NOM)}). Si c'en est un, dites-le dans "
        'spaser.yaml : « format: liste_ess » ; et si ses titres diffèrent, « colonnes: {siren: "N° SIREN"} ».'
    )


def _mots(*textes: str) -> set[str]:
    return {pli(mot) for texte in textes for mot in re.split(r"[\W_]+", texte)}


def places(connu: Format, titres: Sequence[str], nom: str, colonnes: Mapping[str, str]) -> dict[str, int]:
    """Return the place of each field among the titles; fields that may be missing are left out.

    Errors: FichierRefuse for a required column that is missing, for two that claim one field, for one said in vain.
    """
    trouvees: dict[str, int] = {}
    for champ in connu.champs:
        place = _place(champ, titres, colonnes)
        if place == -1:
            raise FichierRefuse(
                f"« {nom} » : plusieurs colonnes pourraient être « {champ.nom} ». Dites laquelle dans spaser.yaml : "
                f'« colonnes: {{{champ.nom}: "son titre"}} ».'
            )
        if place is not None:
            trouvees[champ.nom] = place
        elif champ.nom in colonnes:
            raise FichierRefuse(
                f"« {nom} » n'a pas la colonne « {colonnes[champ.nom]} », que spaser.yaml donne pour « {champ.nom} »."
            )
    if len(set(trouvees.values())) < len(trouvees):
        raise FichierRefuse(
            f"« {nom} » : une même colonne répond à deux champs. Dites lesquelles dans spaser.yaml, sous « colonnes »."
        )
    manquent = [c.titre for c in connu.champs if c.requis and c.nom not in trouvees]
    if manquent:
        raise FichierRefuse(
            f"« {nom} » n'est pas un fichier « {connu.nom} » : colonne(s) absente(s) : {', '.join(manquent)}. Si elles "
            "ont un autre titre, dites-le dans spaser.yaml, sous « colonnes »."
        )
    return trouvees


def _place(champ: Champ, titres: Sequence[str], colonnes: Mapping[str, str]) -> int | None:
    """The place of a field, None when it is not there, -1 when several columns claim it."""
    if champ.nom in colonnes:
        exactes = [i for i, titre in enumerate(titres) if pli(titre) == pli(colonnes[champ.nom])]
    else:
        exactes = champ.places(titres)
    if len(exactes) > 1:
        return -1
    return exactes[0] if exactes else None
