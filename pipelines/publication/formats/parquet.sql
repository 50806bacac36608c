COPY (
    SELECT
{colonnes}
    {source}
) TO {dest} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {bloc}, KV_METADATA {dits})
