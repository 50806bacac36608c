"""The datasets of the stand-in and the rules of udata 17.18 about them, each as it was seen on the real software."""

import copy
import hashlib
import re
import unicodedata
import uuid
from typing import Any
from urllib.parse import urlsplit

EXTENSIONS = ["csv", "json", "ods", "pdf", "txt", "xlsx", "xml", "zip"]
LICENCES = ["notspecified", "lov2", "fr-lo"]
FREQUENCES = ["unknown", "annual", "semiannual", "quarterly", "monthly", "biennial", "punctual"]
ANCIENNES = {"biannual": "semiannual", "realtime": "continuous"}
ZONES = ["fr:commune:33063", "fr:departement:40"]
GRANULARITES = ["fr:commune", "fr:departement", "poi", "other"]
GARDES = ("acronym", "description_short", "frequency_date", "contact_points", "access_audiences")
PROTEGES = ("filetype", "url", "checksum", "filesize", "mime", "format")
TYPES = ("main", "documentation", "update", "api", "code", "other")
MIMES = {"csv": "text/csv", "json": "application/json"}


class Refus(Exception):
    """An answer that says no."""

    def __init__(self, statut: int, corps: Any) -> None:
        super().__init__(statut)
        self.statut, self.corps = statut, corps


def slug(texte: str) -> str:
    nu = unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", nu).strip("-")


class Jeux:
    """`tous` are the datasets by id, as API 1 gives them; `oublie` are fields that a write drops in silence."""

    def __init__(self, url: str, cles: dict[str, str]) -> None:
        self.url, self.cles = url, cles
        self.tous: dict[str, dict[str, Any]] = {}
        self.fichiers: dict[str, bytes] = {}
        self.morceaux: dict[tuple[str, int], bytes] = {}
        self.extensions = list(EXTENSIONS)
        self.licences = list(LICENCES)
        self.extensions_muettes = False
        self.catalogue: dict[str, tuple[str, str]] = {}
        """Addresses of schemas that the catalogue knows, with name and version."""
        self.lecteurs: set[str] = set()
        """Organisations whose members may only read."""
        self.oublie: set[str] = set()
        self.depots_en_500 = 0
        self.schemas_refuses = False
        self._instants = self._numeros = 0

    def notre(self) -> dict[str, Any]:
        """The only dataset there is."""
        (jeu,) = self.tous.values()
        return jeu

    def repondre(
        self, methode: str, morceaux: list[str], demande: dict[str, str], envoye: Any, org: str | None
    ) -> tuple[int, Any]:
        match (methode, *morceaux):
            case ("GET", "api", "1", "me"):
                if org is None:
                    raise Refus(401, {"message": "The server could not verify"})
                return 200, {"email": "personne@exemple.invalid", "roles": [], "organizations": [{"id": org}]}
            case ("GET", "api", "1", "datasets", "licenses"):
                return 200, [{"id": ident} for ident in self.licences]
            case ("GET", "api", "1", "datasets", "extensions"):
                return (404, {"message": "Not found"}) if self.extensions_muettes else (200, self.extensions)
            case ("GET", "api", "1", "spatial", "granularities"):
                return 200, [{"id": ident} for ident in GRANULARITES]
            case ("GET", "api", "1", "spatial", "zones", zones):
                inconnues = [zone for zone in zones.split(",") if zone not in ZONES]
                return (
                    (404, {"message": f"Unknown zone identifiers: {inconnues}"}) if inconnues else (200, {})
                )
            case ("GET", "api", "1", "organizations", ident):
                if ident not in ("org-1", "org-2", "metropole"):
                    raise Refus(404, {"message": "Not found"})
                return 200, {"id": "org-1" if ident == "metropole" else ident, "name": "Métropole d'Exemple"}
            case ("GET", "api", "1", "organizations", ident, "datasets"):
                return 200, self._page(ident, demande, org)
            case ("POST", "api", "1", "datasets"):
                return 201, self._creer(envoye, org)
            case (_, "api", "1", "datasets", ident):
                return self._jeu(methode, ident, envoye, org)
            case (_, "api", "1", "datasets", ident, *suite):
                return self._ressources(methode, self._modifiable(ident, org), suite, envoye)
            case ("PUT", "api", "2", "datasets", ident, "extras"):
                jeu = self._modifiable(ident, org)
                jeu["extras"] |= envoye
                return 200, jeu["extras"]
        raise Refus(404, {"message": "Not found"})

    def _page(self, ident: str, demande: dict[str, str], org: str | None) -> dict[str, Any]:
        page, taille = int(demande["page"]), int(demande["page_size"])
        siens = [j for j in self.tous.values() if j["organization"]["id"] == ident]
        vus = [j for j in siens if org == ident or not j["private"]]  # the deleted ones are among them
        suite = f"{self.url}/api/1/ailleurs/" if page * taille < len(vus) else None
        return {"data": vus[(page - 1) * taille : page * taille], "next_page": suite, "total": len(vus)}

    def _lisible(self, ident: str, org: str | None) -> dict[str, Any]:
        jeu = self.tous.get(ident) or next((j for j in self.tous.values() if j["slug"] == ident), None)
        membre = jeu is not None and jeu["organization"]["id"] == org
        if jeu is None or (jeu["private"] and not membre):
            raise Refus(404, {"message": "Not found"})
        if jeu["deleted"] and not membre:
            raise Refus(410, {"message": "Dataset has been deleted"})
        return jeu

    def _modifiable(self, ident: str, org: str | None) -> dict[str, Any]:
        jeu = self._lisible(ident, org)
        if jeu["organization"]["id"] != org or org in self.lecteurs:
            raise Refus(403, {"message": "You don't have the permission to access the requested resource."})
        return jeu

    def _creer(self, envoye: dict[str, Any], org: str | None) -> dict[str, Any]:
        champs = self._champs(envoye, {})
        if envoye.get("organization") != org or org in self.lecteurs:
            raise Refus(400, {"errors": {"organization": ["Permission refusée pour cette organisation"]}})
        self._numeros += 1
        ident = f"{self._numeros:024x}"
        self.tous[ident] = {
            "id": ident,
            "slug": slug(champs["title"]),
            "organization": {"id": org},
            "owner": None,
            "deleted": None,
            "archived": None,
            "harvest": None,
            "resources": [],
            **champs,
        }
        return self.tous[ident]

    def _jeu(self, methode: str, ident: str, envoye: Any, org: str | None) -> tuple[int, Any]:
        if methode == "GET":
            return 200, copy.deepcopy(self._lisible(ident, org))
        jeu = self._modifiable(ident, org)
        if jeu["deleted"]:
            raise Refus(410, {"message": "Dataset has been deleted"})
        jeu |= self._champs(envoye, jeu)
        if "resources" in envoye:
            jeu["resources"] = []  # those of the form, which are not ours: never to be sent
        return 200, jeu

    def _champs(self, envoye: dict[str, Any], lu: dict[str, Any]) -> dict[str, Any]:
        """A PUT is not a patch: tags and temporal_coverage that are not sent are emptied; the rest stays."""
        envoye = {nom: valeur for nom, valeur in envoye.items() if nom not in self.oublie}
        if not lu and (erreurs := {n: ["Requis"] for n in ("title", "description") if not envoye.get(n)}):
            raise Refus(400, {"errors": erreurs})
        frequence = envoye.get("frequency") or lu.get("frequency") or "unknown"
        frequence = ANCIENNES.get(frequence, frequence)
        if frequence not in FREQUENCES:
            raise Refus(400, {"message": f"'{frequence}' is not a valid UpdateFrequency"})
        licence = envoye.get("license") or lu.get("license") or "notspecified"
        tags = sorted({slug(tag) for tag in envoye.get("tags") or ()})
        if any(not 3 <= len(tag) <= 96 for tag in tags):
            raise Refus(400, {"errors": {"tags": ["must be between 3 and 96 characters long"]}})
        return {
            "title": envoye.get("title") or lu.get("title"),
            "description": envoye.get("description") or lu.get("description"),
            "license": licence if licence in self.licences else "notspecified",
            "frequency": frequence,
            "tags": tags,
            "temporal_coverage": envoye.get("temporal_coverage"),
            "spatial": _spatial(envoye.get("spatial")) or lu.get("spatial"),
            "extras": envoye["extras"] if "extras" in envoye else lu.get("extras", {}),
            "private": envoye["private"] if "private" in envoye else lu.get("private", False),
            **{nom: envoye[nom] if nom in envoye else lu.get(nom) for nom in GARDES},
        }

    def _ressources(
        self, methode: str, jeu: dict[str, Any], suite: list[str], envoye: Any
    ) -> tuple[int, Any]:
        match (methode, *suite):
            case ("POST", "upload"):
                fichier = self._recevoir(jeu, envoye)
                if "id" not in fichier:
                    return 200, fichier
                neuve = {"description": None, "type": "main", "schema": None, "extras": {}, **fichier}
                jeu["resources"].insert(0, neuve)  # the newest first
                return 201, neuve | {"success": True}
            case ("POST", "resources", rid, "upload"):
                ressource = _ressource(jeu, rid)
                fichier = self._recevoir(jeu, envoye)
                if "id" in fichier:
                    ressource |= {nom: valeur for nom, valeur in fichier.items() if nom != "id"}
                    return 200, ressource | {"success": True}
                return 200, fichier
            case ("GET", "resources", rid):
                return 200, copy.deepcopy(_ressource(jeu, rid))
            case ("PUT", "resources", rid):
                ressource = _ressource(jeu, rid)
                ressource |= self._decrite(ressource, envoye)
                return 200, ressource
            case ("DELETE", "resources", rid):
                jeu["resources"].remove(_ressource(jeu, rid))
                return 204, None
            case ("PUT", "resources"):
                connues = {r["id"]: r for r in jeu["resources"]}
                if sorted(envoye) != sorted(connues):
                    raise Refus(400, {"message": "All resources must be reordered"})
                jeu["resources"] = [connues[rid] for rid in envoye]
                return 200, jeu["resources"]
        raise Refus(404, {"message": "Not found"})

    def _decrite(self, lue: dict[str, Any], envoye: dict[str, Any]) -> dict[str, Any]:
        """The title goes when it is not sent, the file's own fields never change."""
        envoye = {nom: valeur for nom, valeur in envoye.items() if nom not in self.oublie}
        manquent = {n: ["Requis"] for n in ("title", "url") if not envoye.get(n, lue.get(n))}
        if manquent or envoye.get("type", "main") not in TYPES:
            raise Refus(400, {"errors": manquent or {"type": ["N'est pas un choix valide."]}})
        schema = envoye.get("schema") or lue.get("schema")
        if schema and schema.get("url"):
            hote = urlsplit(schema["url"]).hostname or ""
            if hote.rpartition(".")[2] in ("invalid", "example", "test", "localhost") or self.schemas_refuses:
                raise Refus(400, {"errors": {"schema": {"url": ["URL invalide : Domaine invalide"]}}})
            if connu := self.catalogue.get(schema["url"]):
                schema = {"url": None, "name": connu[0], "version": connu[1]}
        return {
            "title": envoye.get("title", lue["title"]),
            "description": envoye.get("description", lue["description"]),
            "type": envoye.get("type", lue["type"]),
            "extras": envoye.get("extras", lue["extras"]),
            "schema": {"url": None, "name": None, "version": None} | schema if schema else None,
        }

    def _recevoir(self, jeu: dict[str, Any], envoye: dict[str, Any]) -> dict[str, Any]:
        """A file, or a part of one: parts are taken once, and joined by a request without file."""
        if self.depots_en_500:
            self.depots_en_500 -= 1
            raise Refus(500, {"message": "Internal Server Error"})
        nom, octets = envoye.get("file") or ("", None)
        total = int(envoye.get("totalparts") or 1)
        if total > 1 and octets is not None:
            cle = (envoye["uuid"], int(envoye["partindex"]))
            if len(octets) != int(envoye["chunksize"]):
                raise Refus(400, {"success": False, "error": "Chunk size mismatch", "message": ""})
            if cle in self.morceaux:
                raise Refus(500, {"message": "Internal Server Error"})
            self.morceaux[cle] = octets
            return {"success": True, "error": None}
        if total > 1:
            parties = [self.morceaux.get((envoye["uuid"], rang)) for rang in range(total)]
            if None in parties:
                raise Refus(500, {"message": "Internal Server Error"})
            nom, octets = envoye["filename"], b"".join(filter(None, parties))
            for rang in range(total):
                del self.morceaux[envoye["uuid"], rang]
        if octets is None:
            raise Refus(400, {"success": False, "error": "Missing file parameter", "message": ""})
        return self._ranger(jeu, nom, octets)

    def _ranger(self, jeu: dict[str, Any], nom: str, octets: bytes) -> dict[str, Any]:
        extension = nom.lower().rpartition(".")[2]
        if extension not in self.extensions:
            dit = "This file type is not allowed.The allowed file type list is available at "
            raise Refus(400, {"message": f"{dit}{self.url}/api/1/datasets/extensions/"})
        self._instants += 1
        titre = re.sub(r"[^a-z0-9.]+", "-", nom.lower()).strip("-")
        url = f"{self.url}/s/{jeu['slug']}/20261122-{self._instants:06d}/{titre}"
        self.fichiers[url] = octets
        return {
            "id": str(uuid.UUID(int=self._instants)),
            "title": titre,
            "url": url,
            "checksum": {"type": "sha1", "value": hashlib.sha1(octets, usedforsecurity=False).hexdigest()},
            "filesize": len(octets),
            "filetype": "file",
            "format": extension,
            "mime": MIMES.get(extension, "application/octet-stream"),
        }


def _ressource(jeu: dict[str, Any], rid: str) -> dict[str, Any]:
    for ressource in jeu["resources"]:
        if ressource["id"] == rid:
            return ressource
    raise Refus(404, {"message": "Resource does not exist"})


def _spatial(dit: dict[str, Any] | None) -> dict[str, Any] | None:
    if not dit:
        return None
    erreurs = {}
    if inconnues := [zone for zone in dit.get("zones") or () if zone not in ZONES]:
        erreurs["zones"] = [f"GeoID(s) inconnu(s): {inconnues}"]
    if dit.get("granularity", "other") not in GRANULARITES:
        erreurs["granularity"] = ["N'est pas un choix valide."]
    if erreurs:
        raise Refus(400, {"errors": {"spatial": erreurs}})
    return {
        "zones": dit.get("zones") or [],
        "granularity": dit.get("granularity", "other"),
        "geom": dit.get("geom"),
    }
