-- Four buyers in five deliver each register, whole years.
SELECT 'L' || k || registre AS livraison_id, registre AS table_livree, siren(k) AS acheteur_siren, '2023/2026' AS periode, 'en_vigueur' AS etat
FROM range({acheteurs}) a(k), (SELECT unnest(['registre_contrats', 'clauses', 'programmation', 'ciblages', 'consultations', 'lots', 'soumissionnaires', 'evenements', 'heures_insertion', 'paiements']) AS registre)
WHERE u(k, registre) < 0.8
UNION ALL SELECT 'L-ess', 'fournisseurs_ess', '*', 'tout', 'en_vigueur' ORDER BY ALL
