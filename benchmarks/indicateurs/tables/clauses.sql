-- One contract in two has one to four dispositions.
SELECT DISTINCT ON (acheteur, i, code) acheteur AS acheteur_siren, reference AS contrat_reference, code, famille, nature,
    peut_etre(i, 'obligatoire', 0.6, 0.2) AS obligatoire, CASE WHEN code = 'clause_insertion' THEN n(i, 'heures', 2000) END AS heures_contractualisees,
    peut_etre(i, 'controle', 0.6, 0.3) AS execution_controlee, peut_etre(i, 'conforme', 0.8, 0.3) AS execution_conforme
FROM (
    SELECT i, acheteur, reference, d.*
    FROM socle, range(1, 5) t(rang), (SELECT unnest({dispositions}) AS d, generate_subscripts({dispositions}, 1) AS place)
    WHERE etat <> 'decp_seul' AND rang <= u(i, 'dispositions') * 8 - 3 AND place = 1 + n(i, 'code' || rang, len({dispositions}))
) ORDER BY i, code
