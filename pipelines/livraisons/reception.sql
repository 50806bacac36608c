-- The records of one delivery, typed as their schema says; a record that waits keeps its key as text and nothing else.
CREATE OR REPLACE TABLE recues AS
WITH brutes AS (
    SELECT * FROM read_csv({brut}, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', all_varchar = true,
        buffer_size = 33554432, max_line_size = 16777216)
),
typees AS (
    SELECT enregistrement::BIGINT AS enregistrement, ligne::BIGINT AS ligne, regles, {cle_brute} AS cle_brute,
        {types},
        {illisibles} AS illisibles
    FROM brutes
),
datees AS (
    SELECT t.*, {annee} AS _annee FROM typees t {jointure}
),
jugees AS (
    SELECT * EXCLUDE (regles, illisibles), coalesce(regles, nullif(illisibles, ''),
        CASE WHEN NOT ({dans_la_tranche}) THEN 'spaser-hors-tranche' END) AS regles
    FROM datees
)
SELECT {rang}::INTEGER AS livraison, enregistrement, ligne, regles, _annee AS annee_tranche,
    CASE WHEN regles IS NULL THEN {cle} ELSE cle_brute END AS cle, {colonnes}
FROM jugees;

COPY (SELECT * FROM recues ORDER BY enregistrement) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
