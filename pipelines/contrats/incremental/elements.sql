-- The elements to decide again, of the files that hold one.
CREATE OR REPLACE TABLE touchees AS
SELECT (rid >> 32)::INTEGER AS source, (rid & 4294967295)::INTEGER AS rang FROM touches WHERE rid >> 32 < {sortis};

CREATE OR REPLACE TABLE elements AS
SELECT *, (source::BIGINT << 32) | rang AS rid
FROM read_parquet({staging}, hive_partitioning = true, hive_types = {'source': INTEGER}, union_by_name = false)
SEMI JOIN touchees USING (source, rang);
