-- A mean, or a ratio of two sums, over the rows that have both. What is unknown could be anything: no bounds then.
struct_pack(num := coalesce(sum({x}) FILTER (({t}) AND ({y}) IS NOT NULL), 0)::DECIMAL(38, 6), den := coalesce(sum({y}) FILTER (({t}) AND ({x}) IS NOT NULL), 0)::DECIMAL(38, 6),
    valeur := (sum({x}) FILTER (({t}) AND ({y}) IS NOT NULL)::DECIMAL(38, 6) / nullif(sum({y}) FILTER (({t}) AND ({x}) IS NOT NULL), 0))::DECIMAL(38, 6),
    bmin := CASE WHEN count(*) FILTER (({t}) IS NULL OR (({t}) AND (({x}) IS NULL OR ({y}) IS NULL))) = 0
        THEN sum({x}) FILTER ({t})::DECIMAL(38, 6) / nullif(sum({y}) FILTER ({t}), 0) END::DECIMAL(38, 6),
    bmax := CASE WHEN count(*) FILTER (({t}) IS NULL OR (({t}) AND (({x}) IS NULL OR ({y}) IS NULL))) = 0
        THEN sum({x}) FILTER ({t})::DECIMAL(38, 6) / nullif(sum({y}) FILTER ({t}), 0) END::DECIMAL(38, 6),
    connus := count(*) FILTER (({t}) AND ({x}) IS NOT NULL AND ({y}) IS NOT NULL), possibles := count(*) FILTER (({t}) IS DISTINCT FROM false), jour := NULL::DATE)
