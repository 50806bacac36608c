-- The rows of one format, all its files and days together, for the suppliers of this run alone.
CREATE OR REPLACE TEMP TABLE {table} AS
SELECT {champs}, observe_le, numero, lignes
FROM ({extraits})
WHERE {filtre};
