-- How many different {x} have {c} among {d}; one that is nowhere sure but somewhere possible makes the upper bound.
struct_pack(num := (count(DISTINCT {x}) FILTER ({t}))::DECIMAL(38, 6), den := NULL::DECIMAL(38, 6), valeur := (count(DISTINCT {x}) FILTER ({t}))::DECIMAL(38, 6),
    bmin := (count(DISTINCT {x}) FILTER ({t}))::DECIMAL(38, 6),
    bmax := (count(DISTINCT {x}) FILTER (({t}) IS DISTINCT FROM false) + count(*) FILTER (({t}) IS DISTINCT FROM false AND ({x}) IS NULL))::DECIMAL(38, 6),
    connus := count(*) FILTER (({d}) AND ({t}) IS NOT NULL AND (({x}) IS NOT NULL OR NOT ({t}))), possibles := count(*) FILTER (({d}) IS DISTINCT FROM false), jour := NULL::DATE)
