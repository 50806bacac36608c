"""All of a release but its tables: workbooks, change log, descriptors, pages, sums. Each has its module.

Descriptors come after what they list; SHA256SUMS comes last, and names every file but itself.
"""

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipelines.commun.fichiers import ecrire_json, sha256
from pipelines.publication.descripteurs import (
    catalogue,
    croissant,
    datapackage,
    fichiers,
    lisezmoi,
    page,
)
from pipelines.publication.fiche import Fiche, Source
from pipelines.publication.formats import classeurs
from pipelines.publication.numero import Numero
from pipelines.publication.tables import TableEcrite

SOMMES = "SHA256SUMS"


def composer(
    dossier: Path,
    fiche: Fiche,
    arrete_au: dt.date,
    numero: Numero,
    sources: tuple[Source, ...],
    tables: Sequence[TableEcrite],
    journal: str,
    nouveautes: Sequence[str],
    tmp: Path,
    ouvriers: int,
) -> dict[str, str]:
    """Write into `dossier`, where the provenance and every form of every table are, all that goes with the tables.

    `journal` is the text of CHANGELOG.md; `nouveautes` its lines for the page. Returns the SHA-256 of each file that
    SHA256SUMS names.
    """
    (dossier / "CHANGELOG.md").write_text(journal, encoding="utf-8")
    feuilles = [
        classeurs.Feuille(t.nom, t.schema["title"], dossier / f"{t.nom}.parquet", t.schema, t.lignes)
        for t in tables
    ]
    omises, coupures = classeurs.trop_grandes(feuilles), classeurs.coupures(feuilles)
    texte = lisezmoi.rediger(fiche, arrete_au, numero.version, sources, tables, numero.precedente, omises)
    (dossier / "LISEZMOI.md").write_text(texte, encoding="utf-8")
    accueil = lisezmoi.feuille(fiche, arrete_au, numero.version, tables, omises, coupures)
    with ThreadPoolExecutor(ouvriers) as ensemble:
        xlsx = ensemble.submit(classeurs.ecrire_xlsx, feuilles, accueil, dossier / "spaser.xlsx", tmp)
        ods = ensemble.submit(classeurs.ecrire_ods, feuilles, accueil, dossier / "spaser.ods", tmp)
        xlsx.result()
        ods.result()
    for table in tables:
        ecrire_json(dossier / f"{table.nom}.schema.json", table.schema)
    tous = fichiers.lister(dossier, tables)
    ecrire_json(
        dossier / "datapackage.json", datapackage.decrire(fiche, arrete_au, sources, tous) | numero.dit()
    )
    ecrire_json(dossier / "catalog.jsonld", catalogue.decrire(fiche, arrete_au, numero.version, tous))
    decrit = croissant.decrire(fiche, arrete_au, numero.version, tous)
    ecrire_json(dossier / "croissant.json", decrit)
    jour = f"{arrete_au:%d/%m/%Y}"
    accueil_html = page.page(fiche, jour, numero.version, numero.precedente, tous, decrit, nouveautes)
    (dossier / "index.html").write_text(accueil_html, encoding="utf-8", newline="\n")
    return sommer(dossier, {fichier.nom: fichier.sha256 for fichier in tous})


def sommer(dossier: Path, connues: dict[str, str]) -> dict[str, str]:
    """Write SHA256SUMS, which `sha256sum -c` reads, and return it; `connues` are the sums already taken."""
    noms = sorted(path.name for path in dossier.iterdir())
    sommes = {nom: connues.get(nom) or sha256(dossier / nom) for nom in noms}
    (dossier / SOMMES).write_text(
        "".join(f"{somme}  {nom}\n" for nom, somme in sommes.items()), encoding="utf-8"
    )
    return sommes
