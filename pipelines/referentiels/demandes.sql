-- Who is looked for: the pairs in order, each with its rank; then each number.
CREATE OR REPLACE TEMP TABLE demandes AS
SELECT row_number() OVER (ORDER BY siren, siret)::INTEGER AS n, siren, siret
FROM (SELECT DISTINCT siren::VARCHAR AS siren, coalesce(siret, '')::VARCHAR AS siret FROM read_parquet([{demandes}]) WHERE siren IS NOT NULL);
CREATE OR REPLACE TEMP VIEW sirens AS SELECT siren FROM demandes;
CREATE OR REPLACE TEMP VIEW sirets AS SELECT siret FROM demandes WHERE siret <> '';
