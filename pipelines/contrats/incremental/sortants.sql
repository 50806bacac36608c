-- What leaves the tables of the last time: the contracts that a reached element was part of, the elements themselves.
CREATE OR REPLACE TABLE partis AS
SELECT fichier, (rid & 4294967295)::INTEGER AS rang FROM touches JOIN fichiers ON numero = rid >> 32 WHERE etat = 'reste';

CREATE OR REPLACE TABLE places AS
SELECT fichier, rang, contrat_id FROM read_parquet({contrat_sources})
UNION ALL SELECT fichier, rang, contrat_id FROM read_parquet({decisions});

CREATE OR REPLACE TABLE sortants AS
SELECT DISTINCT contrat_id FROM places
WHERE (fichier, rang) IN (SELECT (fichier, rang) FROM partis) OR fichier IN (SELECT fichier FROM fichiers WHERE etat = 'sort');
