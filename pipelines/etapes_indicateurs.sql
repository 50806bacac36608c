-- One table of results: the legal block, then what the definitions ask, in the order of the key.
COPY (
    SELECT * FROM (FROM read_parquet({bloc}) UNION ALL BY NAME FROM read_parquet({suivis}))
    ORDER BY spaser, edition, indicateur_id, niveau, acheteur_siren NULLS FIRST, periode_debut, periode_fin, compte, base, perimetre, dimension, modalite
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
