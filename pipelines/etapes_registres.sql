-- Deliveries as they may be told: those of registers about persons are left out, their volume being a measure of them.
COPY (
    SELECT * FROM read_parquet({etat}) WHERE table_livree IN ({publiques})
    ORDER BY livraison_id
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
