-- The share of different {x} that have {c} somewhere, among those of {d} of which something is known.
struct_pack(num := (count(DISTINCT {x}) FILTER (({d}) AND ({c})))::DECIMAL(38, 6), den := (count(DISTINCT {x}) FILTER (({d}) AND ({c}) IS NOT NULL))::DECIMAL(38, 6),
    valeur := (count(DISTINCT {x}) FILTER (({d}) AND ({c})) / nullif(count(DISTINCT {x}) FILTER (({d}) AND ({c}) IS NOT NULL), 0))::DECIMAL(38, 6),
    bmin := (count(DISTINCT {x}) FILTER (({d}) AND ({c})) / nullif(count(DISTINCT {x}) FILTER (({d}) IS DISTINCT FROM false) + count(*) FILTER (({d}) IS DISTINCT FROM false AND ({x}) IS NULL), 0))::DECIMAL(38, 6),
    bmax := least(1, (count(DISTINCT {x}) FILTER (({d}) IS DISTINCT FROM false AND ({c}) IS DISTINCT FROM false) + count(*) FILTER (({d}) IS DISTINCT FROM false AND ({x}) IS NULL AND ({c}) IS DISTINCT FROM false))
        / nullif(count(DISTINCT {x}) FILTER ({d}), 0))::DECIMAL(38, 6),
    connus := count(*) FILTER (({d}) AND ({c}) IS NOT NULL AND ({x}) IS NOT NULL), possibles := count(*) FILTER (({d}) IS DISTINCT FROM false), jour := NULL::DATE)
