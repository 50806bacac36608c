-- The row whose entry makes the parts of its group not add up to the whole; a group where a part is unwritten is let alone.
SELECT g.rang FROM groupements g
WHERE g.attribution = 'quote_part' AND abs(100 - (
    SELECT CASE WHEN count(*) = count(m.quote_part_pct) THEN sum(m.quote_part_pct) ELSE 100 END FROM (
        FROM groupements a WHERE a.groupement_id = g.groupement_id AND a.attribution = 'quote_part'
            AND a.date_debut <= g.date_debut AND (a.date_fin IS NULL OR a.date_fin >= g.date_debut)
        QUALIFY row_number() OVER (PARTITION BY a.membre_siren ORDER BY a.date_debut DESC) = 1
    ) m)) > 0.1
