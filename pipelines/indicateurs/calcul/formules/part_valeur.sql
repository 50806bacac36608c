-- The share in value. An amount that is unknown could be any: where its row could weigh against, the lower bound is 0;
-- where it could weigh for, the upper bound is 1 (law 3).
struct_pack(num := coalesce(sum({x}) FILTER (({d}) AND ({c})), 0)::DECIMAL(38, 6), den := coalesce(sum({x}) FILTER (({d}) AND ({c}) IS NOT NULL), 0)::DECIMAL(38, 6),
    valeur := (coalesce(sum({x}) FILTER (({d}) AND ({c})), 0)::DECIMAL(38, 6) / nullif(sum({x}) FILTER (({d}) AND ({c}) IS NOT NULL), 0))::DECIMAL(38, 6),
    bmin := CASE WHEN count(*) FILTER (({d}) IS DISTINCT FROM false) = 0 THEN NULL
        WHEN count(*) FILTER (({x}) IS NULL AND ({d}) IS DISTINCT FROM false AND ({c}) IS DISTINCT FROM true) > 0 THEN 0
        ELSE coalesce(sum({x}) FILTER (({d}) AND ({c})) / nullif(sum({x}) FILTER (({d}) OR (({d}) IS NULL AND ({c}) IS DISTINCT FROM true)), 0), 0) END::DECIMAL(38, 6),
    bmax := CASE WHEN count(*) FILTER (({d}) IS DISTINCT FROM false) = 0 THEN NULL
        WHEN count(*) FILTER (({x}) IS NULL AND ({d}) IS DISTINCT FROM false AND ({c}) IS DISTINCT FROM false) > 0 THEN 1
        WHEN count(*) FILTER (({d}) IS DISTINCT FROM false AND ({c}) IS DISTINCT FROM false) = 0 THEN 0
        ELSE coalesce(sum({x}) FILTER (({d}) IS DISTINCT FROM false AND ({c}) IS DISTINCT FROM false)
            / nullif(sum({x}) FILTER (({d}) OR (({d}) IS NULL AND ({c}) IS DISTINCT FROM false)), 0), 1) END::DECIMAL(38, 6),
    connus := count(*) FILTER (({d}) AND ({c}) IS NOT NULL AND ({x}) IS NOT NULL), possibles := count(*) FILTER (({d}) IS DISTINCT FROM false), jour := NULL::DATE)
