-- The rows in force, and nothing but the columns of the schema, in the order of its key.
COPY (
    SELECT {colonnes} FROM read_parquet({parquets}) t
    SEMI JOIN (FROM vigueur WHERE remplacee IS NULL) v ON v.livraison = t.livraison AND v.enregistrement = t.enregistrement
    ORDER BY {cle}
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
