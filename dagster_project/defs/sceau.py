"""Seals: what a stage left in the work folder counts only once its gate has passed. Checks belong elsewhere.

A stage writes before it can be judged, and may be killed in between. So its seal is broken when it starts and
set again, with the fingerprint of what was judged, when it has passed; the next one asks for it in any run.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipelines.commun import fichiers
from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.pannes import decrire
from pipelines.contexte import Contexte
from pipelines.etapes_registres import TABLES
from pipelines.indicateurs.tables import NOMS

DE_L_UNION = ("bilan", *TABLES)
DES_RESULTATS = ("resultats", "rapport_l2111_3", *NOMS)
DES_FOURNISSEURS = ("attributions",)
DE_LA_COMPLETUDE = ("completude",)
APRES_LES_CONTRATS = (*DES_RESULTATS, *DE_L_UNION, *DES_FOURNISSEURS, *DE_LA_COMPLETUDE)
FICHIERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "decp": (("staging/**/*",), ()),
    "registres": (("registres/*",), ()),
    "contrats": (("tables/*",), APRES_LES_CONTRATS),
    "union": (tuple(f"tables/{nom}.*" for nom in DE_L_UNION), ()),
    "completude": (tuple(f"tables/{nom}.parquet" for nom in DE_LA_COMPLETUDE), ()),
    "fournisseurs": (("referentiels/*", *(f"tables/{nom}.parquet" for nom in DES_FOURNISSEURS)), ()),
    "resultats": (tuple(f"tables/{nom}.parquet" for nom in DES_RESULTATS), ()),
}
"""The files each stage leaves, and those among them that a later stage writes."""
LES_SUIVANTES = ("completude", "fournisseurs", "resultats")
SUITES = {
    "decp": ("contrats", "union", *LES_SUIVANTES),
    "registres": ("contrats", "union", *LES_SUIVANTES),
    "contrats": ("union", *LES_SUIVANTES),
    "union": LES_SUIVANTES,
    "completude": ("resultats",),
    "fournisseurs": ("resultats",),
}
"""The stages whose acceptance no longer holds once one before them starts again."""


@contextmanager
def etape(ctx: Contexte, nom: str, *apres: str) -> Iterator[None]:
    """Run a stage: ask for the seals of those before, break this one's, set it again if nothing was raised.

    Errors: dg.Failure, in French and without retry, for a missing seal and for any fault meant for people.
    """
    for avant in apres:
        if _lu(ctx, avant) != empreinte(ctx, avant):
            raise dg.Failure(
                f"L'étape « {avant} » n'a pas de résultat accepté : relancez-la et voyez son contrôle.",
                allow_retries=False,
            )
    for perimee in (nom, *SUITES.get(nom, ())):
        _chemin(ctx, perimee).unlink(missing_ok=True)
    try:
        yield
    except (dg.Failure, dg.RetryRequested):
        raise
    # without its chain: Dagster would keep what libraries said, and they quote values (law 5)
    except SpaserErreur as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    except Exception as error:
        raise dg.Failure(decrire(error), allow_retries=False) from None
    if nom in FICHIERS:
        _chemin(ctx, nom).parent.mkdir(parents=True, exist_ok=True)
        _chemin(ctx, nom).write_text(empreinte(ctx, nom), encoding="utf-8")


def empreinte(ctx: Contexte, nom: str) -> str:
    """Fingerprint what a stage left, by name and bytes."""
    motifs, sauf = FICHIERS[nom]
    trouves = {path for motif in motifs for path in ctx.travail.glob(motif)}
    paths = sorted(path for path in trouves if path.is_file() and path.stem not in sauf)
    noms = (path.relative_to(ctx.travail).as_posix() for path in paths)
    return version(f"{nom} {fichiers.sha256(path)}" for nom, path in zip(noms, paths, strict=True)).value


def version(lignes: Iterable[str]) -> dg.DataVersion:
    """Return one version for named digests: same bytes, same version, and nothing after it is out of date."""
    return dg.DataVersion(hashlib.sha256("\n".join(lignes).encode()).hexdigest())


def _lu(ctx: Contexte, nom: str) -> str | None:
    path = _chemin(ctx, nom)
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _chemin(ctx: Contexte, nom: str) -> Path:
    return ctx.travail / "acceptes" / nom
