SELECT acheteur AS acheteur_siren, reference AS contrat_reference, (year(jour) + a) || '-T' || t AS periode, siren(500000000 + n(i, 'structure', 900)) || '00017' AS structure_siret,
    (['EI', 'ACI', 'AI', 'GEIQ'])[1 + n(i, 'structure', 4)] AS type_structure, (u(i, 'realisees' || a || t) * 400)::DECIMAL(18, 2) AS heures_realisees,
    peut_etre(i, 'presence', 0.5, 0.3) AS presence_controlee
FROM socle, range(2) annees(a), range(1, 3) trimestres(t) WHERE etat <> 'decp_seul' AND u(i, 'insertion') < 0.1 AND year(jour) + a <= 2026 ORDER BY i, a, t
