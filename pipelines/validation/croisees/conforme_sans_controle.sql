SELECT rang FROM clauses
WHERE execution_conforme IS NOT NULL AND execution_controlee IS DISTINCT FROM true
