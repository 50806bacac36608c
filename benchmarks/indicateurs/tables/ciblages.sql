SELECT DISTINCT acheteur AS acheteur_siren, projet AS projet_id, year(jour) AS annee, ({cibles})[1 + n(i, 'cible', len({cibles}))] AS cible
FROM socle WHERE etat <> 'decp_seul' AND u(i, 'ciblage') < 0.7 ORDER BY ALL
