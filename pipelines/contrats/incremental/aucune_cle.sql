-- A file without elements holds no key.
COPY (SELECT 0::INTEGER AS rang, 0::UBIGINT AS cle, false AS a_prouver, NULL::VARCHAR AS jusque WHERE false) TO {cles} (FORMAT parquet)
