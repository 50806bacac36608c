-- The first {x} of the rows that have {c} among {d}.
struct_pack(num := NULL::DECIMAL(38, 6), den := NULL::DECIMAL(38, 6), valeur := NULL::DECIMAL(38, 6), bmin := NULL::DECIMAL(38, 6), bmax := NULL::DECIMAL(38, 6),
    connus := count({x}) FILTER ({t}), possibles := count(*) FILTER (({t}) IS DISTINCT FROM false), jour := min({x}) FILTER ({t}))
