"""Real udata on loopback, its database in memory (mongomock): run by the Python of .venv-udata, never imported here.

`.venv-udata/bin/python tests/udata/serveur.py FOLDER [PORT]` prints one line of JSON once it listens: address, key,
organisation. Not faithful: search, background jobs, quality scores, the settings of the real sites.
"""

import importlib.metadata
import json
import sys
from pathlib import Path

import mongoengine
import mongomock
from udata import settings
from udata.app import create_app, standalone
from werkzeug.serving import make_server

LICENCES = {
    "lov2": (
        "Licence Ouverte / Open Licence version 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    ),
    "fr-lo": ("Licence Ouverte / Open Licence", "https://www.data.gouv.fr/Licence-Ouverte-Open-Licence"),
}
"""As data.gouv.fr has them, as far as could be read: its live list was not asked."""
ZONES = {"fr:commune": ("33063", "Bordeaux"), "fr:departement": ("40", "Landes")}


class Reglages(settings.Testing):
    """What the tests of udata itself use, on an address where a browser and our client can reach it."""

    MONGODB_HOST = MONGODB_HOST_TEST = "mongodb://localhost:27017/udata"
    URLS_ALLOW_PRIVATE = True
    HARVESTER_BACKENDS = ("dcat",)
    SECRET_KEY = "essai"
    SERVER_NAME = None
    PREFERRED_URL_SCHEME = "http"
    CDATA_BASE_URL = None


def main(dossier: str, port: str = "0") -> None:
    """Start, fill with what a real site has (licences, zones), make a user who may write, serve."""
    _imiter_mongo()
    serveur = make_server("127.0.0.1", int(port), _vide, threaded=True)
    hote = f"127.0.0.1:{serveur.server_port}"
    Reglages.FS_ROOT = dossier
    Reglages.FS_PREFIX = "/s"
    Reglages.SERVER_NAME = hote
    app = standalone(create_app("udata.settings.Defaults", override=Reglages))
    _route_de_moisson(app)
    with app.app_context():
        acces = _remplir()
    serveur.app = app
    print(json.dumps({"url": f"http://{hote}", **acces}), flush=True)
    serveur.serve_forever()


def _vide(environ, start_response):  # replaced once the port is known
    start_response("503 Service Unavailable", [])
    return [b""]


def _imiter_mongo() -> None:
    """Give every connection of mongoengine to mongomock."""
    vraie = mongoengine.connect

    def connecter(*args, **options):
        options["mongo_client_class"] = mongomock.MongoClient
        return vraie(*args, **options)

    mongoengine.connect = connecter


def _remplir() -> dict[str, str]:
    from udata.core.api_token.models import ApiToken
    from udata.core.organization.models import Member, Organization
    from udata.core.spatial.models import GeoLevel, GeoZone
    from udata.core.user.factories import UserFactory
    from udata.models import License

    License.objects.create(id="notspecified", title="License Not Specified", active=True)
    for ident, (titre, url) in LICENCES.items():
        License.objects.create(id=ident, title=titre, url=url, active=True)
    for rang, (niveau, (code, nom)) in enumerate(ZONES.items()):
        GeoLevel.objects.create(id=niveau, name=niveau, admin_level=rang + 50)
        GeoZone.objects.create(id=f"{niveau}:{code}", slug=code, level=niveau, code=code, name=nom)
    editeur, autre = UserFactory(), UserFactory()
    organisation = Organization.objects.create(
        name="Métropole d'Exemple", description="Fictive.", members=[Member(user=editeur, role="admin")]
    )
    ailleurs = Organization.objects.create(
        name="Autre", description="Fictive.", members=[Member(user=autre, role="admin")]
    )
    return {
        "cle": ApiToken.generate(editeur, name="essai")[1],
        "cle_autre": ApiToken.generate(autre, name="essai")[1],
        "organisation": str(organisation.id),
        "ailleurs": str(ailleurs.id),
        "version": importlib.metadata.version("udata"),
    }


def _route_de_moisson(app) -> None:
    """Add /essai/moisson?url=: harvest a DCAT catalogue at once, and say what was recognised."""
    from flask import jsonify, request

    @app.route("/essai/moisson")
    def moissonner():
        return jsonify(_moissonner(request.args["url"]))


def _moissonner(url: str) -> dict[str, object]:
    from udata.harvest import actions
    from udata.harvest.models import HarvestSource
    from udata.models import Dataset, Organization

    source = HarvestSource.objects.create(
        name="essai", url=url, backend="dcat", organization=Organization.objects.first()
    )
    actions.run(source)
    source.reload()
    job = source.get_last_job()
    jeux = Dataset.objects(harvest__source_id=str(source.id))
    return {
        "statut": job.status,
        "erreurs": [str(e.message) for e in job.errors]
        + [str(e.message) for i in job.items for e in i.errors],
        "elements": [i.status for i in job.items],
        "jeux": [_dire(jeu) for jeu in jeux],
    }


def _dire(jeu) -> dict[str, object]:
    couverture = jeu.temporal_coverage
    return {
        "titre": jeu.title,
        "description": jeu.description,
        "licence": jeu.license.id if jeu.license else None,
        "frequence": str(jeu.frequency) if jeu.frequency else None,
        "mots_cles": list(jeu.tags),
        "periode": [str(couverture.start), str(couverture.end)] if couverture else None,
        "ressources": [
            {
                "titre": r.title,
                "url": r.url,
                "format": r.format,
                "mime": r.mime,
                "octets": r.filesize,
                "schema": r.schema.to_dict() if r.schema else None,
            }
            for r in jeu.resources
        ],
    }


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    main(*sys.argv[1:])
