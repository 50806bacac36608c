-- The elements of a part whose buyer, as published, is one of those that are read.
-- The name of the folder of the part (source=…) is no column of it.
SELECT * FROM read_parquet({part}, hive_partitioning = false) WHERE acheteur_id IN ({acheteurs}) ORDER BY rang
