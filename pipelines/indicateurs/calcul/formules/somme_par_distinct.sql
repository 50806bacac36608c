-- The sum of {x} for each different {y} that has {c} among {d}. No bounds where an answer is unknown.
struct_pack(num := coalesce(sum({x}) FILTER ({t}), 0)::DECIMAL(38, 6), den := (count(DISTINCT {y}) FILTER (({t}) AND ({x}) IS NOT NULL))::DECIMAL(38, 6),
    valeur := (sum({x}) FILTER ({t})::DECIMAL(38, 6) / nullif(count(DISTINCT {y}) FILTER (({t}) AND ({x}) IS NOT NULL), 0))::DECIMAL(38, 6),
    bmin := CASE WHEN count(*) FILTER (({t}) IS NULL) = 0 THEN sum({x}) FILTER ({t})::DECIMAL(38, 6) / nullif(count(DISTINCT {y}) FILTER (({t}) AND ({x}) IS NOT NULL), 0) END::DECIMAL(38, 6),
    bmax := CASE WHEN count(*) FILTER (({t}) IS NULL) = 0 THEN sum({x}) FILTER ({t})::DECIMAL(38, 6) / nullif(count(DISTINCT {y}) FILTER (({t}) AND ({x}) IS NOT NULL), 0) END::DECIMAL(38, 6),
    connus := count(*) FILTER (({d}) AND ({t}) IS NOT NULL), possibles := count(*) FILTER (({d}) IS DISTINCT FROM false), jour := NULL::DATE)
