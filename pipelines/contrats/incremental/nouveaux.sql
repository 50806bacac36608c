-- Every element of a file that is new is decided, also without a key.
INSERT INTO touches
SELECT rid FROM (SELECT (source::BIGINT << 32) | rang AS rid
                 FROM read_parquet({nouveaux}, hive_partitioning = true, hive_types = {'source': INTEGER}))
ANTI JOIN touches USING (rid);
