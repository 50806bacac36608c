"""What data.gouv.fr's API says of a dataset: its state, its licence, all its resources. Choosing is `decouverte`'s."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pipelines.sources.modele import Source
from pipelines.sources.noms import lisible
from pipelines.sources.politique import Politique
from pipelines.sources.refus import SourceAbsente, SourceRefusee
from pipelines.sources.transport import lire_json

TAILLE_PAGE = 50
PAGES_MAX = 200
"""A dataset with more than PAGES_MAX x TAILLE_PAGE resources is refused: none is known with a fifth of them."""


@dataclass(frozen=True)
class Jeu:
    """A dataset as its platform describes it; `ressources` are the API's own objects, all of them."""

    titre: str
    licence: str | None
    ressources: tuple[dict[str, Any], ...]
    avertissements: tuple[str, ...] = field(default=())


def lire_jeu(source: Source, politique: Politique) -> Jeu:
    """Ask for a dataset and all its resources: API 1, and page by page in API 2 when the first does not list them.

    Errors: SourceAbsente (no such dataset, deleted), SourceRefusee (private; an answer that is not a whole listing),
    SourceInjoignable.
    """
    ou = f"Source « {source.nom} », jeu {source.jeu} :"
    base = f"{source.api}/api/1/datasets/{source.jeu}/"
    try:
        fiche = lisible(lire_json(base, politique))
    except SourceAbsente as erreur:
        raise SourceAbsente(
            f"{ou} la plateforme ne le connaît pas, ou plus (il a pu être supprimé, dépublié ou renommé). Vérifiez "
            f"« jeu » dans spaser.yaml. {erreur}"
        ) from erreur
    if not isinstance(fiche, dict) or not isinstance(fiche.get("title", ""), str):
        raise SourceRefusee(f"{ou} la réponse de l'API n'est pas la description d'un jeu de données.")
    if fiche.get("deleted"):
        raise SourceAbsente(f"{ou} son producteur l'a supprimé le {_jour(fiche['deleted'])}.")
    if fiche.get("private"):
        raise SourceRefusee(f"{ou} il est privé : seul son producteur peut le lire.")
    archive = fiche.get("archived")
    averti = (
        (f"{ou} son producteur l'a archivé le {_jour(archive)} : il ne sera plus mis à jour.",)
        if archive
        else ()
    )
    licence = fiche.get("license")
    return Jeu(
        titre=str(fiche.get("title") or source.jeu),
        licence=licence[:100] if isinstance(licence, str) and licence else None,
        ressources=tuple(_ressources(ou, fiche.get("resources"), source, politique)),
        avertissements=averti,
    )


def _ressources(ou: str, dites: Any, source: Source, politique: Politique) -> list[dict[str, Any]]:
    """The resources of API 1 when they are all there, else those of API 2."""
    liste = dites.get("data") if isinstance(dites, dict) else dites
    annonce = dites.get("total") if isinstance(dites, dict) else None
    if isinstance(liste, list) and liste and (annonce is None or annonce == len(liste)):
        return _distinctes(ou, liste)
    pages = _pages(ou, source, politique)
    if isinstance(annonce, int) and len(pages) != annonce:
        raise _incomplete(ou, len(pages), annonce)
    return pages


def _pages(ou: str, source: Source, politique: Politique) -> list[dict[str, Any]]:
    debut = f"{source.api}/api/2/datasets/{source.jeu}/resources/"
    suivante: str | None = f"{debut}?page=1&page_size={TAILLE_PAGE}"
    recues: list[dict[str, Any]] = []
    total: int | None = None
    vues: set[str] = set()
    while suivante is not None:
        if suivante in vues or len(vues) >= PAGES_MAX:
            raise SourceRefusee(f"{ou} la liste des ressources ne finit pas ({len(vues)} pages lues).")
        vues.add(suivante)
        page = lisible(lire_json(suivante, politique))
        if not isinstance(page, dict) or not isinstance(page.get("data"), list):
            raise SourceRefusee(
                f"{ou} la page {len(vues)} de la liste des ressources n'a pas la forme attendue."
            )
        if type(page.get("total")) is not int or total not in (None, page["total"]):
            raise SourceRefusee(
                f"{ou} le nombre de ressources annoncé manque, ou a changé pendant la lecture de la liste : relancez."
            )
        total = page["total"]
        recues = _distinctes(ou, [*recues, *page["data"]])
        suivante = _suivante(ou, page.get("next_page"), debut)
    if total is not None and len(recues) != total:
        raise _incomplete(ou, len(recues), total)
    return recues


def _suivante(ou: str, dite: object, debut: str) -> str | None:
    """The address of the next page, which must be of the same listing on the same host."""
    if dite is None:
        return None
    try:
        ici, la = urlsplit(debut), urlsplit(str(dite))
    except ValueError:
        raise SourceRefusee(
            f"{ou} l'adresse de la page suivante est mal formée : la liste est incomplète."
        ) from None
    if (la.scheme, la.netloc, la.path.rstrip("/")) != (ici.scheme, ici.netloc, ici.path.rstrip("/")):
        raise SourceRefusee(
            f"{ou} la page suivante serait sur « {la.hostname} », hors de la liste qui est sur « {ici.hostname} »."
        )
    return str(dite)


def _distinctes(ou: str, ressources: list[Any]) -> list[dict[str, Any]]:
    identifiants = [r.get("id") if isinstance(r, dict) else None for r in ressources]
    if not all(isinstance(i, str) and i for i in identifiants):
        raise SourceRefusee(f"{ou} la liste contient une ressource sans identifiant.")
    if len(set(identifiants)) != len(identifiants):
        double = next(i for rang, i in enumerate(identifiants) if i in identifiants[:rang])
        raise SourceRefusee(
            f"{ou} la ressource {double!r:.60} est listée deux fois (la même page a été servie deux fois ?)."
        )
    return ressources


def _incomplete(ou: str, recues: int, annoncees: int) -> SourceRefusee:
    return SourceRefusee(
        f"{ou} {recues} ressources reçues sur {annoncees} annoncées : la liste est incomplète, elle n'est pas retenue."
    )


def _jour(dit: object) -> str:
    return str(dit)[:10]
