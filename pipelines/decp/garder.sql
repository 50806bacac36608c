-- The elements of a part whose buyer, as published, is one of those that are read.
SELECT * FROM read_parquet({part}) WHERE acheteur_id IN ({acheteurs}) ORDER BY rang
