-- A category of suppliers is broken down by how their quality was known: dated, or seen in a file later than the fact.
INSERT INTO mesures_calculees
SELECT p.spec, m.niveau, m.acheteur_siren, m.annee, m.perimetre, p.moment, m.num, m.den, m.valeur, m.bmin, m.bmax, m.connus, m.possibles, m.jour
FROM mesures_calculees m JOIN moments p ON m.spec = p.partie WHERE m.modalite = 'ensemble' AND m.connus > 0
UNION ALL
-- a supplier that is dated on one contract is not « seen later » on another: the rest of the different ones
SELECT p.spec, t.niveau, t.acheteur_siren, t.annee, t.perimetre, 'observee_apres', t.num - m.num, t.den, CASE WHEN t.den IS NULL THEN t.num - m.num ELSE (t.num - m.num) / nullif(t.den, 0) END::DECIMAL(38, 6), NULL, NULL, t.connus, t.possibles, NULL
FROM moments p JOIN specs s ON s.spec = p.spec AND s.formule IN ('distincts', 'part_distincts')
JOIN mesures_calculees t ON t.spec = p.spec AND t.modalite = 'ensemble'
JOIN mesures_calculees m ON m.spec = p.partie AND m.modalite = 'ensemble' AND m.niveau = t.niveau AND m.acheteur_siren IS NOT DISTINCT FROM t.acheteur_siren AND m.annee = t.annee
    AND m.perimetre = t.perimetre
WHERE t.connus > 0;
