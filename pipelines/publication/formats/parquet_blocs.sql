SELECT coalesce(list(lignes ORDER BY bloc), [])
FROM (SELECT row_group_id AS bloc, min(row_group_num_rows) AS lignes FROM parquet_metadata({fichier}) GROUP BY ALL)
