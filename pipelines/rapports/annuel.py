"""The annual report in the manner of the ASP: axis by axis, each indicator with its target, N-1, N, change and note."""

from collections.abc import Iterator, Sequence
from datetime import date

from pipelines.commun.erreurs import SpaserErreur
from pipelines.indicateurs.definition.modele import Indicateur
from pipelines.rapports.matiere import Matiere, exiger_acheteur, tete
from pipelines.rapports.modele import Bloc, Colonne, Encadre, Liste, Paragraphe, Rapport, Section, Tableau
from pipelines.rapports.mots import accorder, enumerer, jour, nombre
from pipelines.rapports.suivi import rangs

HORS_AXE = "Chiffres clés et suivi général"
LEGENDES = (
    "« non disponible » : une source nécessaire n'a pas été livrée, la note la nomme. « en construction » : le "
    "texte annonce "
    "l'indicateur et rien ne le donne encore. « non publié » : la valeur vient d'un registre sur des "
    "personnes. Ce n'est jamais "
    "un zéro.",
    "Sous une valeur, la fourchette dans laquelle elle se tient quand une partie des réponses est inconnue.",
    "L'évolution d'un taux est en points. Elle est « incertaine » quand les fourchettes des deux années se recouvrent.",
    "Les règles des objectifs (atteint, en bonne voie, non atteint) sont celles de docs/objectifs.md.",
)


def rapport_annuel(matiere: Matiere, annee: int, acheteur: str | None = None) -> Rapport:
    """Build the annual report of a year, all buyers together or one (`acheteur`, a SIREN).

    Errors: a buyer out of the perimeter, a year without any result.
    """
    exiger_acheteur(matiere, acheteur)
    suivis = exiger_annee(matiere, annee, acheteur)
    sections = [
        Section(
            "Lire ce rapport",
            (Paragraphe(bilan(matiere, suivis, annee, acheteur), "chapeau"), *lecture(matiere, annee)),
        ),
        *(
            Section(titre, (tableau(matiere, titre, siens, annee, acheteur),), saut=rang == 0)
            for rang, (titre, siens) in enumerate(par_axe(suivis))
        ),
    ]
    return entete(matiere, acheteur, sections, titre="Rapport annuel", quoi=f"année {annee}")


def entete(
    matiere: Matiere, acheteur: str | None, sections: Sequence[Section], *, titre: str, quoi: str
) -> Rapport:
    """Dress the sections of a report that follows the text axis by axis: lying page, same facts."""
    return Rapport(
        titre=titre,
        sous_titre=f"{matiere.titre}, {quoi}",
        emetteur=matiere.emetteur,
        faits=(
            ("Objet", matiere.nom(acheteur)),
            ("Édition", matiere.edition),
            ("Données arrêtées au", jour(matiere.arrete_au)),
            *((("Licence", matiere.licence),) if matiere.licence else ()),
        ),
        sections=tuple(sections),
        entete=f"{matiere.emetteur} · {titre}, {quoi}",
        arrete_au=matiere.arrete_au,
        fictif=matiere.fictif,
        interne=matiere.interne,
        paysage=True,
    )


def lecture(matiere: Matiere, annee: int) -> tuple[Bloc, ...]:
    """Say how to read the tables, and first whether the year is over."""
    fin = matiere.inachevee(date(annee, 12, 31))
    return (*((Encadre(fin, "alerte"),) if fin else ()), Liste(LEGENDES))


def exiger_annee(matiere: Matiere, annee: int, acheteur: str | None) -> list[Indicateur]:
    """Return the indicators of the text that are followed.

    Errors: SpaserErreur when no result speaks of the year, with those that do.
    """
    suivis = [i for i in matiere.definition.indicateurs if i.statut != "abandonne"]
    if not any(matiere.suivi_de(i, acheteur, annee) for i in suivis):
        noms = {i.indicateur_id for i in suivis}
        connues = {
            r["periode_fin"].year
            for r in matiere.resultats
            if r["indicateur_id"] in noms and r["periode_debut"].year == r["periode_fin"].year
        }
        dites = enumerer([str(a) for a in sorted(connues)]) or "aucune"
        raise SpaserErreur(
            f"--annee {annee} : aucun résultat de « {matiere.slug} ». Années calculées : {dites}."
        )
    return suivis


def par_axe(indicateurs: Sequence[Indicateur]) -> Iterator[tuple[str, list[Indicateur]]]:
    """Yield the axes in the order of the text, each with its indicators; what has no axis comes first."""
    axes: dict[str, list[Indicateur]] = {}
    for indicateur in indicateurs:
        axes.setdefault(titre_axe(indicateur), []).append(indicateur)
    ordre = {titre: rang for rang, titre in enumerate(axes)}
    yield from sorted(axes.items(), key=lambda un: (un[1][0].axe_numero is not None, ordre[un[0]]))


def titre_axe(indicateur: Indicateur) -> str:
    """Name the axis of an indicator as the text does."""
    if indicateur.axe_numero:
        return (
            f"Axe {indicateur.axe_numero} : {indicateur.axe}"
            if indicateur.axe
            else f"Axe {indicateur.axe_numero}"
        )
    return indicateur.axe or HORS_AXE


def bilan(matiere: Matiere, suivis: Sequence[Indicateur], annee: int, acheteur: str | None) -> str:
    """Count what is known, and what is missing, for a reader in a hurry."""
    lues = [tete(matiere.suivi_de(i, acheteur, annee)) for i in suivis]
    connues = [
        r
        for r in lues
        if r is not None and any(r[nom] is not None for nom in ("valeur", "valeur_texte", "valeur_date"))
    ]
    etats = [r["etat"] for r in lues if r is not None and r["cible_periode"] is not None]
    dits = [
        f"{accorder(etats.count(etat), mot, pluriel)}"
        for etat, mot, pluriel in (
            ("atteint", "objectif atteint", "objectifs atteints"),
            ("en_bonne_voie", "en bonne voie", "en bonne voie"),
            ("en_retard", "non atteint", "non atteints"),
            ("indetermine", "sur lequel on ne peut pas conclure", "sur lesquels on ne peut pas conclure"),
        )
        if etats.count(etat)
    ]
    suite = f" Objectifs : {enumerer(dits)}." if dits else ""
    combien = f"{accorder(len(connues), 'indicateur')} sur {nombre(len(suivis))} "
    combien += "a une valeur." if len(connues) < 2 else "ont une valeur."
    return f"{matiere.nom(acheteur)}, {annee} : {combien}{suite}"


def colonnes(annee: int) -> tuple[Colonne, ...]:
    """Return the columns of a table of follow-up."""
    return (
        Colonne("Indicateur", 84),
        Colonne("Cible", 33),
        Colonne(str(annee - 1), 33, "nombre"),
        Colonne(str(annee), 33, "nombre"),
        Colonne("Évolution", 30, "nombre"),
        Colonne("Note", 54),
    )


def tableau(
    matiere: Matiere, titre: str, suivis: Sequence[Indicateur], annee: int, acheteur: str | None
) -> Tableau:
    """Lay out the indicators of an axis."""
    lignes = [ligne for i in suivis for ligne in rangs(matiere, i, annee, acheteur)]
    return Tableau(
        f"{titre.partition(' : ')[0]} : {accorder(len(suivis), 'indicateur')}", colonnes(annee), tuple(lignes)
    )
