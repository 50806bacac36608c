"""The gate: a check that is recorded, then stops its own asset. What is checked belongs to each stage."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from dagster_project.defs.metadonnees import tableau

MONTREES = 100
Evenements = Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]
"""What an asset of ours yields: its checks, then itself."""


def controle(
    nom: str,
    ecarts: Sequence[Mapping[str, Any]],
    resume: str,
    *,
    bloque: bool = True,
) -> Iterator[dg.AssetCheckResult]:
    """Record a check whose failing rows are `ecarts` (shown as a table), then raise when it is a gate.

    Dagster's own blocking only stops the run it is in: a later run of the next asset alone would go on.
    Raising here leaves the asset unmaterialized and its seal broken, so that the next one refuses to start.

    Errors: dg.Failure, without retry, when there are rows and `bloque`.
    """
    metadata: dict[str, Any] = {"ecarts": len(ecarts)}
    if ecarts:
        metadata["lignes_en_ecart"] = tableau(ecarts[:MONTREES])
    yield dg.AssetCheckResult(
        check_name=nom,
        passed=not ecarts,
        severity=dg.AssetCheckSeverity.ERROR if bloque else dg.AssetCheckSeverity.WARN,
        description=resume,
        metadata=metadata,
    )
    if ecarts and bloque:
        raise dg.Failure(f"{nom} : {resume}", metadata=metadata, allow_retries=False)
