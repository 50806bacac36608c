"""Field by field, what is wanted against what the server says it has. What to do about it belongs to `plan`."""

from dataclasses import dataclass
from typing import Any

from pipelines.publication.envoi.voulu import EN_COURS, PREFIXE, PRIVE, TAG_FICTIF, Ressource, Voulu

EN_FRANCAIS = {
    "title": "titre",
    "description": "description",
    "license": "licence",
    "frequency": "fréquence",
    "temporal_coverage": "période couverte",
    "spatial": "territoire",
    "tags": "mots-clés",
    "private": "privé",
    "type": "type",
    "schema": "schéma",
    "extras": "repères",
}
MONTRE_MAX = 100


@dataclass(frozen=True)
class Ecart:
    """A field that is not as wanted."""

    champ: str
    voulu: Any
    lu: Any

    def __str__(self) -> str:
        return f"{EN_FRANCAIS.get(self.champ, self.champ)} : {montrer(self.lu)} → {montrer(self.voulu)}"


def ecarts_du_jeu(voulu: Voulu, jeu: dict[str, Any] | None) -> tuple[Ecart, ...]:
    """Compare the dataset, whose description of its own files is left to the resources."""
    lu = jeu or {}
    trouves = []
    for champ, valeur in champs_voulus(voulu, lu).items():
        if not _egal(champ, valeur, lu.get(champ)):
            trouves.append(Ecart(champ, valeur, _du_serveur(champ, lu.get(champ))))
    return tuple(trouves)


def champs_voulus(voulu: Voulu, lu: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the dataset as they must be: tags and extras of others stay beside ours."""
    tags = {*voulu.champs["tags"], *(tag for tag in lu.get("tags") or () if tag != TAG_FICTIF)}
    d_autres = {nom: v for nom, v in (lu.get("extras") or {}).items() if not nom.startswith(PREFIXE)}
    prives = {PRIVE: True} if voulu.prive else {}
    return voulu.champs | {
        "tags": sorted(tags),
        "extras": d_autres | voulu.champs["extras"] | prives,
        "private": voulu.prive,
    }


def ecarts_de_ressource(ressource: Ressource, lue: dict[str, Any]) -> tuple[Ecart, ...]:
    """Compare what a resource says of its file; the bytes are compared by their sum."""
    voulus = {
        "title": ressource.titre,
        "description": ressource.description,
        "type": ressource.type,
        "extras": (lue.get("extras") or {}) | ressource.extras,
    }
    if ressource.schema:
        voulus["schema"] = ressource.schema
    trouves = [
        Ecart(champ, valeur, _du_serveur(champ, lue.get(champ)))
        for champ, valeur in voulus.items()
        if not _egal(champ, valeur, lue.get(champ))
    ]
    return tuple(trouves)


def montrer(valeur: Any) -> str:
    """Return a value on one short line."""
    if valeur in (None, "", [], {}):
        return "rien"
    if isinstance(valeur, dict):
        valeur = ", ".join(
            f"{nom.removeprefix(PREFIXE)} {montrer(v)}" for nom, v in valeur.items() if v is not None
        )
    elif isinstance(valeur, list):
        valeur = ", ".join(map(str, valeur))
    elif isinstance(valeur, bool):
        valeur = "oui" if valeur else "non"
    texte = " ".join("".join(c if c.isprintable() else " " for c in str(valeur)).split())
    return f"« {texte if len(texte) <= MONTRE_MAX else texte[: MONTRE_MAX - 1] + '…'} »"


def _egal(champ: str, voulu: Any, lu: Any) -> bool:
    if champ in ("title", "description"):
        return _lignes(voulu) == _lignes(lu)
    if champ == "tags":
        return sorted(voulu) == sorted(lu or ())
    if champ == "spatial":
        dit = lu or {}
        zones = sorted(voulu["zones"]) == sorted(dit.get("zones") or ())
        return zones and voulu["granularity"] == dit.get("granularity")
    if champ == "temporal_coverage":
        dit = lu or {}
        return all(voulu[cle] == str(dit.get(cle) or "")[:10] for cle in ("start", "end"))
    if champ == "schema":
        return _meme_schema(voulu, lu or {})
    return bool(voulu == (lu if champ != "extras" else lu or {}))


def _meme_schema(voulu: dict[str, str], lu: dict[str, Any]) -> bool:
    """A schema that the catalogue of the server knows comes back under its name, without its address."""
    return bool(
        (lu.get("url") == voulu["url"] or (not lu.get("url") and lu.get("name")))
        and (lu.get("version") or "") == voulu["version"]
    )


def _lignes(texte: Any) -> str:
    return "\n".join(ligne.rstrip() for ligne in str(texte or "").replace("\r\n", "\n").split("\n")).strip()


def _du_serveur(champ: str, lu: Any) -> Any:
    """What there is to show of the old value: of the extras, ours alone."""
    if champ == "extras":
        return {nom: v for nom, v in (lu or {}).items() if nom.startswith(PREFIXE)}
    return lu


__all__ = ["EN_COURS", "Ecart", "champs_voulus", "ecarts_de_ressource", "ecarts_du_jeu", "montrer"]
