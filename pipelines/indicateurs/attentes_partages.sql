-- Rows of buyers beyond the one for all, over the contracts that members of a group share (schemas/attributions).
SELECT greatest(count(*) FILTER (compte = 'acheteur') - count(*) FILTER (compte = 'ensemble'), 0) FROM read_parquet({attributions})
