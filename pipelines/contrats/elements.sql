-- Every published element, read where it stands.
CREATE OR REPLACE VIEW elements AS
SELECT *, (source::BIGINT << 32) | rang AS rid
FROM read_parquet({staging}, hive_partitioning = true, hive_types = {'source': INTEGER}, union_by_name = false);
