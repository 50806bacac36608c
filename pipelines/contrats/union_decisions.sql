-- Human decisions, the latest first: the latest on a pair speaks for it. An id that changed since is followed.
SELECT p.reference, p.contrat_id, p.acheteur_siren, p.decision, p.date_decision, r.r, coalesce(d.d, s.d) AS d, p.service
FROM read_parquet({rapprochements}) p
LEFT JOIN registre r ON r.siren = p.acheteur_siren AND r.reference = p.reference
LEFT JOIN decp d ON d.contrat_id = p.contrat_id
LEFT JOIN (
    SELECT ancien_contrat_id, min(contrat_id) AS contrat_id FROM read_parquet({alias})
    GROUP BY ancien_contrat_id HAVING count(DISTINCT contrat_id) = 1
) a ON a.ancien_contrat_id = p.contrat_id
LEFT JOIN decp s ON s.contrat_id = a.contrat_id
ORDER BY p.date_decision DESC, p.acheteur_siren, p.reference, p.contrat_id
