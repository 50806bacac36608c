"""feed.xml: an Atom feed of the versions and withdrawals.

No clock: an entry is dated by its `arrete_au`, and by its rank as so many seconds of that day, so that a reader who
follows `updated` sees each version; a version whose data stop earlier than the one before is dated as that one.
"""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipelines.publication.depot.chemins import FLUX, INDEX, VERSIONS
from pipelines.publication.depot.contenu import descripteur_de

JOURNAL, PAGE = "CHANGELOG.md", "index.html"
SANS_DATE = "1970-01-01"
IMPRIMABLES = {ord(c): None for c in map(chr, range(32)) if c not in "\t\n\r"} | {
    0x7F: None,
    0xFFFE: None,
    0xFFFF: None,
}


def rediger(depot: Path, index: dict[str, Any]) -> bytes:
    """Return the bytes of the feed, from what index.json says and the change log of each version."""
    base, slug = index["adresse"], str(index["slug"])
    entrees, jour = [], SANS_DATE
    for version in sorted(index["versions"], key=lambda v: v["sequence"] or 0):
        jour = max(jour, str(version["arrete_au"]))
        entrees.append(_publiee(depot, base, slug, version, _instant(jour, version["sequence"])))
    entrees += [_retiree(base, slug, t) for t in index["retirees"]]
    entrees.sort(key=lambda e: (e[0], e[1]), reverse=True)
    dates = [date for date, _, _ in entrees] or [_instant(SANS_DATE, 0)]
    lignes = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">',
        f"  <id>{_urn(slug)}</id>",
        f"  <title>{_texte(str(index['titre']))}</title>",
        f"  <updated>{max(dates)}</updated>",
        f"  <author><name>{_texte(_auteur(depot, index))}</name></author>",
        f'  <link rel="self" type="application/atom+xml" href={quoteattr(base + FLUX)}/>',
        f'  <link rel="alternate" type="application/json" href={quoteattr(base + INDEX)}/>',
        *(texte for _, _, texte in entrees),
        "</feed>",
    ]
    return ("\n".join(lignes) + "\n").encode()


def section_du_haut(journal: str) -> str:
    """Return the first section of a change log, its title left out."""
    apres = journal.partition("\n## ")[2] or journal.removeprefix("## ")
    corps = apres.partition("\n## ")[0]
    return corps.partition("\n")[2].strip()


def _publiee(depot: Path, base: str, slug: str, dite: dict[str, Any], instant: str) -> tuple[str, str, str]:
    version = str(dite["version"])
    journal, resume = depot / VERSIONS / version / JOURNAL, ""
    if JOURNAL in dite["fichiers"] and journal.is_file():
        resume = section_du_haut(journal.read_text(encoding="utf-8", errors="replace"))
    page = PAGE if PAGE in dite["fichiers"] else ""
    suite = f"Elle suit la version {dite['precedente']}." if dite["precedente"] else "C'est la première."
    texte = resume or f"Version {version}, données arrêtées au {dite['arrete_au']}. {suite}"
    return _entree(base, slug, version, instant, f"Version {version}", texte, page)


def _retiree(base: str, slug: str, tombe: dict[str, Any]) -> tuple[str, str, str]:
    version = str(tombe["version"])
    suite = f" Elle est remplacée par la version {tombe['remplacee_par']}." if tombe["remplacee_par"] else ""
    texte = f"Retirée le {tombe['date']}. Motif : {tombe['motif']}{suite}"
    instant = _instant(str(tombe["date"]), tombe["sequence"])
    return _entree(base, slug, version, instant, f"Version {version} retirée", texte, PAGE)


def _entree(
    base: str, slug: str, version: str, date: str, titre: str, texte: str, page: str
) -> tuple[str, str, str]:
    href = f"{base}{VERSIONS}/{version}/{page}"
    return (
        date,
        version,
        f"""  <entry>
    <id>{_urn(slug, version)}</id>
    <title>{_texte(titre)}</title>
    <updated>{date}</updated>
    <link rel="alternate" href={quoteattr(href)}/>
    <content type="text">{_texte(texte)}</content>
  </entry>""",
    )


def _auteur(depot: Path, index: dict[str, Any]) -> str:
    dits = (
        descripteur_de(depot, str(index["en_vigueur"])).get("contributors") if index["en_vigueur"] else None
    )
    premier = dits[0] if isinstance(dits, list) and dits and isinstance(dits[0], dict) else {}
    return str(premier.get("title") or index["titre"])


def _instant(date: str, sequence: int | None) -> str:
    jour = date if len(date) == 10 else SANS_DATE
    heure = dt.timedelta(seconds=min(sequence or 0, 86_399))
    return f"{jour}T{str(heure).rjust(8, '0')}Z"


def _urn(*noms: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, ":".join(("urn:spaser-ouvert", *noms))).urn


def _texte(texte: str) -> str:
    """Escape a text, without the characters that XML cannot hold."""
    return escape(texte.translate(IMPRIMABLES))
