"""The legal report of L.2111-3: its parts, in their order.

Tables of figures belong to `legal_tableaux`, sentences to `legal_mots`.
"""

from pipelines.rapports import legal_couverture as couverture
from pipelines.rapports import legal_mots as mots_
from pipelines.rapports import legal_parties as parties
from pipelines.rapports.categories import AUTRES, CATEGORIES
from pipelines.rapports.legal_tableaux import detail, en_bref, moments, perimetres
from pipelines.rapports.matiere import Matiere, Periode, exiger_acheteur, exiger_periode
from pipelines.rapports.modele import (
    Bloc,
    Definitions,
    Encadre,
    Liste,
    Paragraphe,
    Rapport,
    Section,
    Signature,
)
from pipelines.rapports.mots import accorder, jour, jour_court

ORDRE_STADES = ("provisoire", "revise", "definitif")
"""A report is as settled as the least settled of its rows."""
DETAILLES = 12
"""Buyers beyond whom a report has no page for each: `--acheteur` gives theirs, and the table has them all."""


def rapport_legal(matiere: Matiere, periode: Periode, acheteur: str | None = None) -> Rapport:
    """Build the report: every buyer and all together, or one buyer (`acheteur`, a SIREN).

    Errors: a buyer that is not of the perimeter, a period that the results do not have.
    """
    exiger_acheteur(matiere, acheteur)
    exiger_periode(matiere, periode, acheteur)
    vus = niveaux(matiere, acheteur)
    stade = stade_de(matiere, periode)
    manquantes = couverture.manquantes(matiere, periode, acheteur)
    sections = (
        Section("L'essentiel", _essentiel(matiere, vus[0], periode, stade, manquantes)),
        Section("Ce que l'on sait, ce que l'on ignore", _certitude(matiere, vus[0], periode)),
        Section("Fournisseurs : à la date du contrat, ou observé plus tard", _moments(matiere, vus, periode)),
        Section("Objectifs fixés et résultats", parties.objectifs(matiere, vus[0], periode)),
        Section("Seuil de 50 millions d'euros", parties.seuil(matiere, periode, acheteur)),
        *_details(matiere, vus, periode),
        Section("Acheteurs et achats couverts", couverture.perimetre(matiere, periode, acheteur)),
        Section("Livraisons manquantes", couverture.livraisons_dites(matiere, manquantes, periode)),
        Section("Définitions", (Definitions(_definitions()),)),
        Section("Méthode et limites", (Liste(mots_.METHODES), Paragraphe("Limites :"), Liste(mots_.LIMITES))),
        Section("Sources", couverture.sources(matiere, periode)),
        Section("Signature", _signature(matiere, periode)),
        Section(
            "Annexe 1 : par type de contrat",
            (
                Paragraphe("Les trois dernières colonnes ne sont pas demandées par l'article L. 2111-3."),
                *(perimetres(matiere, vu, periode) for vu in vus),
            ),
            saut=True,
        ),
        Section("Annexe 2 : fichiers lus", couverture.fichiers(matiere)),
    )
    return Rapport(
        titre="Achats socialement et écologiquement responsables",
        sous_titre=f"Indicateurs de l'article L. 2111-3 du code de la commande publique, {_en_clair(periode)}",
        emetteur=matiere.emetteur,
        faits=(
            ("Schéma", f"{matiere.titre} (édition {matiere.edition})"),
            ("Objet", matiere.nom(acheteur) if acheteur else accorder(len(matiere.connus), "acheteur")),
            ("Contrats notifiés", f"du {jour(periode.jours[0])} au {jour(periode.jours[1])}"),
            ("Données arrêtées au", jour(matiere.arrete_au)),
            ("État des chiffres", mots_.STADE_COURT[stade]),
            *((("Licence", matiere.licence),) if matiere.licence else ()),
        ),
        sections=sections,
        entete=f"{matiere.emetteur} · Indicateurs L. 2111-3, {periode}",
        arrete_au=matiere.arrete_au,
        fictif=matiere.fictif,
        interne=matiere.interne,
    )


def niveaux(matiere: Matiere, acheteur: str | None, *, tous: bool = False) -> list[str | None]:
    """Say who has figures, all together first; one buyer has only his; of many, a report has no page for each."""
    connus = matiere.connus
    if acheteur is not None:
        return [acheteur]
    if len(connus) == 1:
        return [connus[0]]
    return [None, *connus] if tous or len(connus) <= DETAILLES else [None]


def stade_de(matiere: Matiere, periode: Periode) -> str:
    """Say how settled the figures of a period are."""
    bloc = [r for r in matiere.legaux() if (r["periode_debut"], r["periode_fin"]) == periode.jours]
    stades = {str(r["stade"]) for r in bloc}
    return next((s for s in ORDRE_STADES if s in stades), ORDRE_STADES[0])


def _en_clair(periode: Periode) -> str:
    return f"années {periode}" if periode.fin > periode.debut else f"année {periode}"


def _essentiel(
    matiere: Matiere, vu: str | None, periode: Periode, stade: str, manquantes: list[couverture.Manque]
) -> tuple[Bloc, ...]:
    blocs: list[Bloc] = [
        Paragraphe(mots_.essentiel(matiere, vu, periode), "chapeau"),
        en_bref(matiere, vu, periode),
    ]
    if fin := matiere.inachevee(periode.jours[1]):
        blocs.append(Encadre(fin, "alerte"))
    if stade != "definitif":
        blocs.append(Encadre(mots_.STADES[stade]))
    blocs += [Encadre(alerte, "alerte") for alerte in mots_.certitude(matiere, vu, periode)[1]]
    if manquantes:
        noms = ", ".join(dict.fromkeys(m.nom for m in manquantes))
        blocs.append(
            Encadre(
                f"Il manque des livraisons attendues : {noms}. Ce qui en dépend est incomplet. "
                "Voir « Livraisons manquantes ».",
                "alerte",
            )
        )
    blocs.append(Paragraphe(mots_.LOI))
    return tuple(blocs)


def _certitude(matiere: Matiere, vu: str | None, periode: Periode) -> tuple[Bloc, ...]:
    dites, _ = mots_.certitude(matiere, vu, periode)
    return (
        Paragraphe(
            f"{matiere.nom(vu)}, en nombre de contrats. Quand une information n'a été ni publiée ni inscrite à un "
            "registre, elle est inconnue : elle n'est comptée ni comme un oui, ni comme un non."
        ),
        Liste(tuple(dites)),
    )


def _details(matiere: Matiere, vus: list[str | None], periode: Periode) -> list[Section]:
    annonce = "Un tableau pour l'ensemble, puis un par acheteur."
    if len(vus) == 1:
        annonce = "Un seul acheteur." if vus[0] else f"L'ensemble des {len(matiere.connus)} acheteurs."
    sections = [Section("Résultats détaillés", (Paragraphe(annonce),), saut=True)]
    for vu in vus:
        blocs: list[Bloc] = [detail(matiere, vu, periode)]
        if not any(matiere.bloc(c.code, vu, periode) for c in CATEGORIES):
            dit = f"Aucun contrat de {matiere.nom(vu)} n'est connu sur la période."
            blocs = [Encadre(f"{dit} Ce n'est pas un taux de zéro : il n'y a rien à mesurer.", "alerte")]
        blocs += [Paragraphe(note, "note") for note in _notes(matiere, vu, periode)]
        sections.append(Section(matiere.nom(vu), tuple(blocs), niveau=2))
    return sections


def _notes(matiere: Matiere, vu: str | None, periode: Periode) -> list[str]:
    """List the notes of the rows that the detail shows, each once, with what it is about."""
    par_note: dict[str, list[str]] = {}
    for categorie in CATEGORIES:
        for ligne in matiere.bloc(categorie.code, vu, periode):
            note = str(ligne["note"] or "").replace(mots_.DEUX_ANNEES, "").strip()
            reference = ligne["perimetre"] == "simple_et_accords_cadres" and ligne["modalite"] == "ensemble"
            if note and reference and categorie.titre not in par_note.setdefault(note, []):
                par_note[note].append(categorie.titre)
    toutes = len(CATEGORIES)
    return [
        f"{'Toutes catégories' if len(n) == toutes else ', '.join(n)} : {note}"
        for note, n in par_note.items()
    ]


def _moments(matiere: Matiere, vus: list[str | None], periode: Periode) -> tuple[Bloc, ...]:
    explication = Paragraphe(
        "Un agrément commence et finit. On compte le contrat d'une entreprise qui avait la qualité le jour de "
        "la notification. "
        "Certains fichiers nationaux ne disent que l'état du jour où ils sont publiés : quand il est plus "
        "récent que le "
        "contrat, la qualité est seulement « observée plus tard », et peut ne pas avoir existé à la date du contrat."
    )
    table = moments(matiere, vus, periode)
    if table is None:
        return (explication, Encadre("Les résultats de cette période ne distinguent pas ces deux cas."))
    return (explication, table)


def _definitions() -> tuple[tuple[str, str], ...]:
    return (
        *((c.titre, c.definition) for c in (*CATEGORIES, *AUTRES)),
        ("Réponse connue", "l'acheteur a publié l'information, ou l'a inscrite à son registre."),
        ("Part connue", "part des contrats dont la réponse est connue (et le montant, pour un taux en valeur)."),
        ("Fourchette", "le plus petit et le plus grand taux possibles, selon ce que valent les réponses inconnues."),
        ("Provisoire, définitif", "une année est provisoire jusqu'au 31 décembre de l'année suivante, puis "
        "définitive."),
    )  # fmt: skip


def _signature(matiere: Matiere, periode: Periode) -> tuple[Bloc, ...]:
    return (
        Paragraphe(
            f"Indicateurs de l'article L. 2111-3 du code de la commande publique, {_en_clair(periode)}, données "
            "arrêtées au "
            f"{jour_court(matiere.arrete_au)}."
        ),
        Signature(("Fait à", "Le", "Nom et qualité du signataire", "Signature")),
    )
