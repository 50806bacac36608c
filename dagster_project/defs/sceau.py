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
from pipelines.etapes import Contexte

FICHIERS = {
    "decp": ("staging/**/*", ""),
    "contrats": ("tables/*", "resultats"),
    "resultats": ("tables/resultats.parquet", ""),
}
"""The files each stage leaves, and the one among them that another stage writes."""


@contextmanager
def etape(ctx: Contexte, nom: str, apres: str | None = None) -> Iterator[None]:
    """Run a stage: ask for the seal of the one before, break this one's, set it again if nothing was raised.

    Errors: dg.Failure, in French and without retry, for a missing seal and for any fault meant for people.
    """
    if apres and _lu(ctx, apres) != empreinte(ctx, apres):
        raise dg.Failure(
            f"L'étape « {apres} » n'a pas de résultat accepté : relancez-la et voyez son contrôle.",
            allow_retries=False,
        )
    _chemin(ctx, nom).unlink(missing_ok=True)
    try:
        yield
    except SpaserErreur as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    if nom in FICHIERS:
        _chemin(ctx, nom).parent.mkdir(parents=True, exist_ok=True)
        _chemin(ctx, nom).write_text(empreinte(ctx, nom), encoding="utf-8")


def empreinte(ctx: Contexte, nom: str) -> str:
    """Fingerprint what a stage left, by name and bytes."""
    motif, sauf = FICHIERS[nom]
    paths = sorted(path for path in ctx.travail.glob(motif) if path.is_file() and path.stem != sauf)
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
