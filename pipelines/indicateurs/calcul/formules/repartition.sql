-- How many rows have {c} among {d}. Without an answer a row may or may not count: it makes the upper bound.
struct_pack(num := (count(*) FILTER ({t}))::DECIMAL(38, 6), den := NULL::DECIMAL(38, 6), valeur := (count(*) FILTER ({t}))::DECIMAL(38, 6),
    bmin := (count(*) FILTER ({t}))::DECIMAL(38, 6), bmax := (count(*) FILTER (({t}) IS DISTINCT FROM false))::DECIMAL(38, 6),
    connus := count(*) FILTER (({d}) AND ({t}) IS NOT NULL), possibles := count(*) FILTER (({d}) IS DISTINCT FROM false), jour := NULL::DATE)
