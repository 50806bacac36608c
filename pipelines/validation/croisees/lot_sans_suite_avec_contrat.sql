SELECT rang FROM lots
WHERE (statut = 'infructueux' OR statut = 'sans_suite') AND contrat_reference IS NOT NULL
