-- Done or not: 1 when every action of {d} is finished. How many are, out of how many, is the numerator and denominator.
struct_pack(num := (count(*) FILTER (({t}) AND ({x}) = 'terminee'))::DECIMAL(38, 6), den := (count(*) FILTER ({t}))::DECIMAL(38, 6),
    valeur := CASE WHEN count(*) FILTER ({t}) > 0 THEN (count(*) FILTER (({t}) AND ({x}) = 'terminee') = count(*) FILTER ({t}))::INT END::DECIMAL(38, 6),
    bmin := NULL::DECIMAL(38, 6), bmax := NULL::DECIMAL(38, 6), connus := count(*) FILTER (({t}) AND ({x}) IS NOT NULL), possibles := count(*) FILTER (({t}) IS DISTINCT FROM false),
    jour := CASE WHEN count(*) FILTER ({t}) = count(date_realisation) FILTER ({t}) THEN max(date_realisation) FILTER ({t}) END)
