"""The tables of figures of the legal report: one line of results, one row. The sentences around belong to `legal`."""

from collections.abc import Iterator

from pipelines.rapports.categories import AUTRES, BASES, CATEGORIES, HORS_SCHEMA, PERIMETRES, Categorie
from pipelines.rapports.cibles import ETATS, cibles, propres
from pipelines.rapports.legal_cellules import chiffres, quantite, taux, taux_precise
from pipelines.rapports.matiere import Matiere, Periode, Resultat
from pipelines.rapports.modele import Cellule, Colonne, Ligne, Tableau, cellules, groupe

COMPTES = (("nombre", "en nombre de contrats"), ("valeur", "en valeur"))


def en_bref(matiere: Matiere, acheteur: str | None, periode: Periode) -> Tableau:
    """The page that a councillor reads: five categories, number, value, target."""
    lignes = []
    for categorie in CATEGORIES:
        par_compte = {
            compte: _reference(matiere, categorie, acheteur, periode, compte) for compte, _ in COMPTES
        }
        lignes.append(
            Ligne(
                (
                    Cellule(categorie.titre),
                    *(taux_precise(par_compte[compte], compte) for compte, _ in COMPTES),
                    _objectif(matiere, categorie, periode, par_compte),
                )
            )
        )
    return Tableau(
        f"Part des achats notifiés en {periode} : {matiere.nom(acheteur)}",
        (
            Colonne("Catégorie d'achats", 46),
            Colonne("En nombre de contrats", 40, "nombre"),
            Colonne("En valeur (HT)", 46, "nombre"),
            Colonne("Objectif du SPASER", 38),
        ),
        tuple(lignes),
        (
            "Marchés simples et accords-cadres, sans seuil de montant. Les catégories se recouvrent : leurs taux ne "
            "s'additionnent pas.",
        ),
    )


def detail(matiere: Matiere, acheteur: str | None, periode: Periode) -> Tableau:
    """Every figure of a buyer: rate, numerator, denominator, coverage, bounds, for each base."""
    lignes: list[Ligne] = []
    for base, dite in BASES:
        for compte, nom in COMPTES:
            lignes.append(groupe(f"{dite}, {nom}"))
            for categorie in CATEGORIES:
                lue = matiere.legale(
                    categorie.code, acheteur, periode, compte=compte, base=base, perimetre=PERIMETRES[0][0]
                )
                lignes.append(Ligne((Cellule(categorie.titre), *chiffres(lue, compte))))
    return Tableau(
        f"Détail {periode} : {matiere.nom(acheteur)}",
        (
            Colonne("Catégorie", 50),
            Colonne("Taux", 20, "nombre"),
            Colonne("De la catégorie", 28, "nombre"),
            Colonne("Réponse connue", 28, "nombre"),
            Colonne("Part connue", 15, "nombre"),
            Colonne("Fourchette", 29, "nombre"),
        ),
        tuple(lignes),
        (
            "Taux = « De la catégorie » ÷ « Réponse connue ». Part connue : contrats dont la réponse l'est (et "
            "le montant, en "
            "valeur). Fourchette : où se tient le vrai taux, selon ce que valent les réponses inconnues.",
        ),
    )


def moments(matiere: Matiere, acheteurs: list[str | None], periode: Periode) -> Tableau | None:
    """What is known of suppliers at the date of notification, and what was only observed later; None without any."""
    lignes: list[Ligne] = []
    for acheteur in acheteurs:
        siennes = [
            ligne for c in CATEGORIES if c.fournisseur for ligne in _moments(matiere, c, acheteur, periode)
        ]
        if siennes:
            lignes += [groupe(matiere.nom(acheteur)), *siennes]
    if not lignes:
        return None
    return Tableau(
        "Achats auprès d'entreprises solidaires ou inclusives : ce qui est établi à la date du contrat",
        (
            Colonne("Catégorie", 50),
            Colonne("Contrats", 17, "nombre"),
            Colonne("à la date", 17, "nombre"),
            Colonne("plus tard", 17, "nombre"),
            Colonne("Montant HT", 27, "nombre"),
            Colonne("à la date", 27, "nombre"),
            Colonne("plus tard", 25, "nombre"),
        ),
        tuple(lignes),
        (
            "À la date : qualité établie le jour de la notification. Plus tard : connue seulement par un fichier plus "
            "récent que le contrat. Les deux font le total.",
        ),
    )


def perimetres(matiere: Matiere, acheteur: str | None, periode: Periode) -> Tableau:
    """The same rates for each kind of contract, in number, without threshold."""
    toutes = (*CATEGORIES, *AUTRES)
    retenus = [
        (code, nom)
        for code, nom in PERIMETRES
        if any(_lue(matiere, c, acheteur, periode, "nombre", code) is not None for c in toutes)
    ]
    lignes = [
        Ligne(
            (
                Cellule(nom),
                *(taux(_lue(matiere, c, acheteur, periode, "nombre", code)) for c in toutes),
            )
        )
        for code, nom in retenus
    ]
    return Tableau(
        f"Taux en nombre, par type de contrat, {periode} : {matiere.nom(acheteur)}",
        (Colonne("Contrats", 50), *(Colonne(_court(c), 16, "nombre") for c in toutes)),
        tuple(lignes),
    )


def _court(categorie: Categorie) -> str:
    courts = {"social": "Social", "environnemental": "Écolo.", "social_et_environnemental": "Les deux",
              "esus": "ESUS", "inclusif": "Inclusif", "reserve": "Réservé", "innovant": "Innovant",
              "avance": "Avance"}  # fmt: skip
    return courts[categorie.code]


def _moments(
    matiere: Matiere, categorie: Categorie, acheteur: str | None, periode: Periode
) -> Iterator[Ligne]:
    places: tuple[dict[str, str], ...] = (
        {},
        {"dimension": "moment_qualite", "modalite": "a_la_notification"},
        {"dimension": "moment_qualite", "modalite": "observee_apres"},
    )
    lues = [
        (
            matiere.legale(
                categorie.code,
                acheteur,
                periode,
                compte=compte,
                base="tous",
                perimetre=PERIMETRES[0][0],
                **place,
            ),
            compte,
            bool(place),
        )
        for compte, _ in COMPTES
        for place in places
    ]
    if any(lue is not None for lue, _, moment in lues if moment):
        yield Ligne(cellules(categorie.titre, *(quantite(lue, compte) for lue, compte, _ in lues)))


def _reference(
    matiere: Matiere, categorie: Categorie, acheteur: str | None, periode: Periode, compte: str
) -> Resultat | None:
    return _lue(matiere, categorie, acheteur, periode, compte, PERIMETRES[0][0])


def _lue(
    matiere: Matiere,
    categorie: Categorie,
    acheteur: str | None,
    periode: Periode,
    compte: str,
    perimetre: str,
) -> Resultat | None:
    return matiere.legale(categorie.code, acheteur, periode, compte=compte, base="tous", perimetre=perimetre)


def _objectif(
    matiere: Matiere, categorie: Categorie, periode: Periode, taux: dict[str, Resultat | None]
) -> Cellule:
    dites = []
    for compte, nom in COMPTES:
        for cible in propres(cibles(matiere, categorie, compte, periode, taux[compte]), matiere):
            etat = ETATS.get(cible.etat or "", "")
            dites.append((f"{cible.texte} {nom}", f"{cible.echeance} : {etat}"))
    if not dites:
        return Cellule(HORS_SCHEMA, attenuee=True)
    return Cellule(" ; ".join(t for t, _ in dites), " ; ".join(p for _, p in dites))
