-- A table of the last time without what leaves it, and what was decided again, in the order of the table.
COPY (
    SELECT * FROM (
        SELECT * FROM read_parquet({ancienne}) WHERE {reste}
        UNION ALL BY NAME
        SELECT * FROM read_parquet({nouvelle})
    )
    ORDER BY {ordre}
) TO {sortie} (FORMAT parquet, COMPRESSION zstd)
