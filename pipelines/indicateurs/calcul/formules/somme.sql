-- The sum of {x} over the rows that have {c} among {d}. No {x} is negative: what is unknown can only add to it, and
-- an unknown {x} has no upper bound.
struct_pack(num := coalesce(sum({x}) FILTER ({t}), 0)::DECIMAL(38, 6), den := NULL::DECIMAL(38, 6), valeur := coalesce(sum({x}) FILTER ({t}), 0)::DECIMAL(38, 6),
    bmin := coalesce(sum({x}) FILTER ({t}), 0)::DECIMAL(38, 6),
    bmax := CASE WHEN count(*) FILTER (({t}) IS DISTINCT FROM false AND ({x}) IS NULL) = 0 THEN coalesce(sum({x}) FILTER (({t}) IS DISTINCT FROM false), 0) END::DECIMAL(38, 6),
    connus := count(*) FILTER (({d}) AND ((({t}) AND ({x}) IS NOT NULL) OR NOT ({t}))), possibles := count(*) FILTER (({d}) IS DISTINCT FROM false), jour := NULL::DATE)
