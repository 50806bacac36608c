-- One row a contract, in their order: a name given twice would betray a key that lacks.
SELECT count(*) = count(DISTINCT contrat_id) AND NOT coalesce(bool_or(contrat_id < precedent), false)
FROM (SELECT contrat_id, lag(contrat_id) OVER (ORDER BY file_row_number) AS precedent
      FROM read_parquet({contrats}, file_row_number = true))
