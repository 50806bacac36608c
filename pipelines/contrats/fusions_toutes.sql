-- The probable merges that were looked for, and those of buyers of whom nothing changed since the last time.
COPY (
    SELECT * FROM read_parquet({siennes})
    UNION ALL BY NAME
    SELECT * FROM read_parquet({anciennes}) {reprises}
    ORDER BY contrat_id_a, contrat_id_b
) TO {sortie} (FORMAT parquet, COMPRESSION zstd)
