-- For each indicator that is followed, and each buyer and year of which results are told, how many headlines it has.
-- The grid is that of what the definitions compute: the legal block has its own, and a value may be typed for a year or
-- a buyer of which nothing else is known.
WITH lignes AS (SELECT *, year(periode_fin) AS annee FROM read_parquet({resultats}) WHERE NOT starts_with(indicateur_id, 'L2111-3_')),
grille AS (SELECT DISTINCT niveau, acheteur_siren, annee FROM lignes WHERE origine <> 'saisi'),
tetes AS (
    SELECT spaser, edition, indicateur_id, niveau, acheteur_siren, annee, count(*) AS n FROM lignes
    WHERE base = 'tous' AND perimetre IN ('simple_et_accords_cadres', 'sans_objet') AND dimension = 'ensemble' AND modalite = 'ensemble'
    GROUP BY ALL
)
SELECT row_number() OVER (ORDER BY i.spaser, i.edition, i.indicateur_id, g.niveau, g.acheteur_siren, g.annee) AS ligne,
    i.spaser, i.indicateur_id, g.niveau, g.acheteur_siren, g.annee, coalesce(t.n, 0) AS tetes
FROM read_parquet({indicateurs}) i CROSS JOIN grille g
LEFT JOIN tetes t ON t.spaser = i.spaser AND t.edition = i.edition AND t.indicateur_id = i.indicateur_id AND t.niveau = g.niveau
    AND t.acheteur_siren IS NOT DISTINCT FROM g.acheteur_siren AND t.annee = g.annee
WHERE i.statut <> 'abandonne'
ORDER BY ligne
