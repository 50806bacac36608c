-- How many of the suppliers looked for are not among those of a former extract: it was made for its SIREN and its SIRET.
SELECT count(*)
FROM demandes
WHERE siren NOT IN (SELECT siren FROM read_parquet([{connue}]))
    OR (siret <> '' AND siret NOT IN (SELECT siret FROM read_parquet([{connue}])));
