-- The headline of each indicator: no breakdown, the stated perimeter.
SELECT spaser, edition, indicateur_id, niveau, acheteur_siren, year(periode_fin) AS annee, valeur, borne_min, borne_max, valeur_texte, valeur_date, origine
FROM tous_resultats
WHERE dimension = 'ensemble' AND modalite = 'ensemble' AND base = 'tous' AND perimetre IN ('simple_et_accords_cadres', 'sans_objet')
ORDER BY ALL
