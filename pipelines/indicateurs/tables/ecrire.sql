-- A table as it leaves, in the order of its key.
COPY (SELECT * FROM {source} WHERE {ou} ORDER BY {cle}) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
