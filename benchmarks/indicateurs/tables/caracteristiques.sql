SELECT contrat_id, 'type_prix' AS famille, CASE WHEN u(i, 'prix') < 0.5 THEN 'Définitif révisable' ELSE 'Définitif ferme' END AS valeur
FROM socle WHERE etat <> 'registre_seul' AND u(i, 'prix?') < 0.8 ORDER BY i
