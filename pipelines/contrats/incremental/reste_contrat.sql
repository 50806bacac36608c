-- A row of a contract that does not leave.
contrat_id NOT IN (SELECT contrat_id FROM read_parquet({sortants}))
