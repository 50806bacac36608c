"""A release as `publier` makes one, of a few small files and without DuckDB: a publication of it takes milliseconds.

What a real release contains is tested beside; here only the commit and the life of a version are at stake.
"""

import datetime as dt
import hashlib
import json
import sys
from pathlib import Path

from pipelines.commun.fichiers import ecrire_json, json_stable, sha256
from pipelines.publication import depot as depots
from pipelines.publication import derives, signature

NOVEMBRE, DECEMBRE = dt.date(2026, 11, 22), dt.date(2026, 12, 20)
TABLES = ("contrats", "titulaires")


def textes(rang: int) -> dict[str, str]:
    """The tables of the release of that rank: the first is in all of them, the second changes each time."""
    contrats = "contrat_id,objet\n" + "".join(f"c{i},Objet n° {i} (état {rang})\n" for i in range(40))
    return {"contrats": contrats, "titulaires": "titulaire_id,siren\nt1,000000019\nt2,000000027\n"}


def publier(
    depot: Path,
    rang: int = 1,
    jour: dt.date = NOVEMBRE,
    adresse: str = "https://donnees.exemple.fr/spaser/",
    octets_attendus: int = 0,
) -> str:
    """Publish the release of that rank; return its number (that in force when nothing changed)."""
    signature.exiger()
    with depots.publication(depot, octets_attendus) as (latest, prepare):
        tables = textes(rang)
        contenu = hashlib.sha256(json_stable([tables, jour.isoformat()]).encode()).hexdigest()
        if latest and latest["contenu_sha256"] == contenu:
            derives.reconstruire(depot, adresse)
            return str(latest["version"])
        version = depots.numero_suivant(depot, jour, latest)
        precedente = latest["version"] if latest else None
        suite = _suite(depot, latest)
        for nom, texte in (tables | {"publications": suite}).items():
            (prepare / f"{nom}.csv").write_text(texte, encoding="utf-8")
        journal = f"# Journal\n\n## {version}\n\n- L'objet de c1 : « <état> {rang} » & la suite\n"
        (prepare / "CHANGELOG.md").write_text(journal, encoding="utf-8")
        ressources = [
            {"name": p.stem, "path": p.name, "bytes": p.stat().st_size, "hash": f"sha256:{sha256(p)}"}
            for p in sorted(prepare.glob("*.csv"))
        ]
        place = {
            "version": version,
            "sequence": int(latest["sequence"]) + 1 if latest else 1,
            "precedente": precedente,
            "contenu_sha256": contenu,
        }
        dit = {"name": depot.name, "title": "Essai", "fictif": True, "arrete_au": jour.isoformat()}
        dit |= {"homepage": f"{adresse}{depot.name}/"} if adresse else {}
        ecrire_json(prepare / "datapackage.json", dit | place | {"resources": ressources})
        sommes = [f"{sha256(p)}  {p.name}\n" for p in sorted(prepare.iterdir())]
        (prepare / "SHA256SUMS").write_text("".join(sommes), encoding="utf-8")
        signature.signer(prepare)
        fichiers = {
            p.name: {"sha256": sha256(p), "bytes": p.stat().st_size} for p in sorted(prepare.iterdir())
        }
        nomme = {"slug": depot.name, "titre": "Essai", "fictif": True, "arrete_au": jour.isoformat()}
        depots.inscrire(depot, prepare, version, place | nomme | {"fichiers": fichiers})
        derives.reconstruire(depot, adresse)
        return version


def _suite(depot: Path, latest: dict | None) -> str:
    """The table of former versions, with the digest of their SHA256SUMS."""
    if not latest or not latest["version"]:
        return "sequence,version,sommes_sha256\n"
    avant = (depot / "versions" / latest["version"] / "publications.csv").read_text(encoding="utf-8")
    return f"{avant}{latest['sequence']},{latest['version']},{latest['fichiers']['SHA256SUMS']['sha256']}\n"


def octets(depot: Path) -> dict[str, bytes]:
    """Every file of a folder of releases but the lock; a symlink by where it leads."""
    lus = {}
    for path in sorted(depot.rglob("*")):
        if path.is_symlink():
            lus[path.relative_to(depot).as_posix()] = str(path.readlink()).encode()
        elif path.is_file() and path.name != ".verrou":
            lus[path.relative_to(depot).as_posix()] = path.read_bytes()
    return lus


def latest(depot: Path) -> dict:
    return json.loads((depot / "latest.json").read_text(encoding="utf-8"))


if __name__ == "__main__":  # python tests/publication/petit.py DEPOT RANG
    from pipelines.commun.erreurs import SpaserErreur

    try:
        print(publier(Path(sys.argv[1]), int(sys.argv[2])))
    except SpaserErreur as erreur:
        sys.exit(f"{erreur}")
