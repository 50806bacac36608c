-- The share of rows that have {c} among those of {d}. Bounds: what it would be if every unknown answer, of either, were
-- the worst one, or the best one.
struct_pack(num := (count(*) FILTER (({d}) AND ({c})))::DECIMAL(38, 6), den := (count(*) FILTER (({d}) AND ({c}) IS NOT NULL))::DECIMAL(38, 6),
    valeur := (count(*) FILTER (({d}) AND ({c})) / nullif(count(*) FILTER (({d}) AND ({c}) IS NOT NULL), 0))::DECIMAL(38, 6),
    bmin := CASE WHEN count(*) FILTER (({d}) IS DISTINCT FROM false) > 0 THEN coalesce(count(*) FILTER (({d}) AND ({c}))
        / nullif(count(*) FILTER (({d}) OR (({d}) IS NULL AND ({c}) IS DISTINCT FROM true)), 0), 0) END::DECIMAL(38, 6),
    bmax := CASE WHEN count(*) FILTER (({d}) IS DISTINCT FROM false) > 0 THEN coalesce(count(*) FILTER (({d}) IS DISTINCT FROM false AND ({c}) IS DISTINCT FROM false)
        / nullif(count(*) FILTER (({d}) OR (({d}) IS NULL AND ({c}) IS DISTINCT FROM false)), 0), 1) END::DECIMAL(38, 6),
    connus := count(*) FILTER (({d}) AND ({c}) IS NOT NULL), possibles := count(*) FILTER (({d}) IS DISTINCT FROM false), jour := NULL::DATE)
