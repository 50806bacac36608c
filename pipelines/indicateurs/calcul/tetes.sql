-- The headline of each indicator that has a target: no breakdown, the stated perimeter.
SELECT indicateur_id, niveau, acheteur_siren, year(periode_fin) AS annee, valeur, borne_min, borne_max, valeur_texte, valeur_date, origine, secret
FROM tous_resultats SEMI JOIN vises USING (indicateur_id)
WHERE dimension = 'ensemble' AND modalite = 'ensemble' AND base = 'tous' AND perimetre IN ('simple_et_accords_cadres', 'sans_objet')
ORDER BY ALL
