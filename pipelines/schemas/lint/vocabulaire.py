"""The words of Table Schema (v1, v2), of the national catalogue, and ours; who allows which where.

No rule belongs here, only lists.
"""

PROFIL = "https://specs.frictionlessdata.io/schemas/table-schema.json"
MARQUES = ("aucune", "indirecte", "directe", "sensible")
USAGES = ("registre", "publication", "definition")
DIFFUSIONS = ("publique", "interne")

# --- what anyone may write ---------------------------------------------------------------------------------
SCHEMA = {
    "$schema", "name", "title", "description", "fields", "fieldsMatch", "missingValues", "primaryKey",
    "uniqueKeys", "foreignKeys", "version", "created", "lastModified", "countryCode", "homepage", "path",
    "image", "licenses", "sources", "contributors", "resources", "keywords", "custom_checks", "profile",
    "usage", "references", "type",
}  # fmt: skip
CHAMP = {
    "name", "title", "description", "type", "format", "example", "constraints", "missingValues", "rdfType",
    "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "floatNumber", "categories",
    "categoriesOrdered", "itemType", "delimiter", "arrayItem", "customCheck", "enum_description",
    "decimales", "rgpd", "rgpd_finalite", "rgpd_conservation", "diffusion",
}  # fmt: skip
EXCLUSIVES = {"exclusiveMinimum", "exclusiveMaximum"}
BORNES = {"minimum", "maximum"}
LONGUEURS = {"minLength", "maxLength"}
CONTRAINTE = {"required", "unique", "enum", "pattern", "jsonSchema", *BORNES, *EXCLUSIVES, *LONGUEURS}
LIEN_ETRANGER = {"fields", "reference"}
REFERENCE = {"resource", "fields"}
OBJETS = {
    "licenses": {"name", "title", "path"},
    "sources": {"title", "path", "email", "version"},
    "contributors": {
        "title", "givenName", "familyName", "email", "path", "role", "roles", "organization", "organisation",
    },
    "resources": {
        "name", "title", "description", "path", "format", "mediatype", "encoding", "bytes", "hash", "schema",
    },
}  # fmt: skip
_MESURABLE = {"required", "unique", "enum", *BORNES, *EXCLUSIVES}
TYPES = {
    "string": {"required", "unique", "enum", "pattern", *LONGUEURS},
    "integer": _MESURABLE,
    "number": _MESURABLE,
    "date": _MESURABLE,
    "datetime": _MESURABLE,
    "time": _MESURABLE,
    "year": _MESURABLE,
    "yearmonth": _MESURABLE,
    "duration": _MESURABLE,
    "boolean": {"required", "unique", "enum"},
    "object": {"required", "unique", "enum", "jsonSchema", *LONGUEURS},
    "array": {"required", "unique", "enum", "jsonSchema", *LONGUEURS},
    "list": {"required", "unique", "enum", *LONGUEURS},
    "geopoint": {"required", "unique", "enum"},
    "geojson": {"required", "unique", "enum", "jsonSchema"},
    "any": {"required", "unique", "enum"},
}
FORMATS = {
    "string": {"default", "email", "uri", "binary", "uuid", "wkt"},
    "geopoint": {"default", "array", "object"},
    "geojson": {"default", "topojson"},
}
TEMPORELS = {"date", "datetime", "time"}  # `any`, or a pattern such as %d/%m/%Y

# --- what we write -----------------------------------------------------------------------------------------
SCHEMA_MAISON = {
    "$schema", "name", "title", "description", "version", "created", "lastModified", "countryCode",
    "homepage", "path", "contributors", "licenses", "keywords", "sources", "resources", "missingValues",
    "primaryKey", "references", "fields", "usage", "custom_checks",
}  # fmt: skip
SCHEMA_EXIGEES = SCHEMA_MAISON - {
    "homepage", "path", "sources", "resources", "references", "countryCode", "usage", "custom_checks",
}  # fmt: skip
CHAMP_MAISON = {
    "name", "title", "description", "type", "format", "example", "constraints", "decimales", "trueValues",
    "falseValues", "diffusion", "rgpd", "rgpd_finalite", "rgpd_conservation",
}  # fmt: skip
CHAMP_EXIGEES = {"name", "title", "description", "type", "format", "example"}
CONTRAINTES_MAISON = {
    "string": {"required", "unique", "enum", "pattern", *LONGUEURS},
    "integer": {"required", "unique", "enum", *BORNES},
    "number": {"required", "unique", "enum", *BORNES},
    "date": {"required", "unique", "enum", *BORNES},
    "boolean": {"required"},
}
FICHIERS = ("README.md", "CHANGELOG.md", "exemple-valide.csv", "exemple-invalide.csv")
