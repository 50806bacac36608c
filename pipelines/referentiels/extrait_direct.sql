-- From a Parquet, the rows about the suppliers looked for: the filter goes down into the reading of the file. The rest of
-- the condition is asked of those rows alone.
COPY (
    WITH retenus AS MATERIALIZED (
        SELECT {colonnes} FROM {relation} r SEMI JOIN sirens d ON d.siren = {siren}
    )
    SELECT {champs}, 1::BIGINT AS lignes FROM retenus WHERE {filtre}
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
