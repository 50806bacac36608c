-- Results that the two contenders do not share, to the millionth; no answer and no value are the same as no row.
SELECT demande, acheteur, annee, perimetre, m.num, p.num, m.den, p.den, m.valeur, p.valeur, m.bmin, p.bmin, m.bmax, p.bmax, m.connus, p.connus, m.possibles, p.possibles
FROM read_parquet({moteur}) m FULL JOIN read_parquet({pandas}) p USING (demande, acheteur, annee, perimetre)
WHERE m.possibles IS NULL OR p.possibles IS NULL OR m.connus <> p.connus OR m.possibles <> p.possibles
    OR NOT (proche(m.num, p.num) AND proche(m.den, p.den) AND proche(m.valeur, p.valeur) AND proche(m.bmin, p.bmin) AND proche(m.bmax, p.bmax))
ORDER BY ALL
