-- One row a contract, or something is wrong.
SELECT count(*), count(DISTINCT contrat_id) FROM read_parquet({contrats})
