-- Who holds which key, over the files of the last time and those of now; and where the change starts.
CREATE OR REPLACE TABLE porteurs AS
WITH lues AS (
    SELECT (numero << 32) | rang AS rid, cle, a_prouver, jusque, etat
    FROM read_parquet({cles}, filename = true) JOIN fichiers ON cles = filename
)
SELECT * FROM lues WHERE NOT a_prouver OR cle IN (SELECT cle FROM lues WHERE NOT a_prouver);

-- a date between the two days on which the state is drawn up was impossible and is not, or the reverse
CREATE OR REPLACE TABLE touches AS
SELECT DISTINCT rid FROM porteurs WHERE etat <> 'reste' OR jusque > {depuis};

CREATE OR REPLACE TABLE atteintes AS SELECT DISTINCT cle FROM porteurs SEMI JOIN touches USING (rid);
