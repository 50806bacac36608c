COPY (
    FROM read_parquet({en_vigueur}) UNION ALL BY NAME FROM read_parquet({neuves})
    ORDER BY {cle}
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
