-- The share of the targets due that are met. One that cannot be told stays out of the rate, and makes its bounds.
UPDATE tous_resultats r SET
    numerateur = c.atteints, denominateur = c.echus - c.indetermines, valeur = (c.atteints / nullif(c.echus - c.indetermines, 0))::DECIMAL(18, 6),
    couverture = ((c.echus - c.indetermines) / nullif(c.echus, 0))::DECIMAL(18, 6),
    borne_min = (c.atteints / nullif(c.echus, 0))::DECIMAL(18, 6), borne_max = ((c.atteints + c.indetermines) / nullif(c.echus, 0))::DECIMAL(18, 6),
    note = CASE WHEN c.echus = 0 THEN 'Aucun objectif échu.' WHEN c.indetermines > 0 THEN c.indetermines || ' objectif(s) indéterminé(s) sur ' || c.echus || ' échus.' END
FROM objectifs_comptes c, indicateurs i JOIN specs s USING (spec)
WHERE s.formule = 'objectifs' AND i.indicateur_id = r.indicateur_id
    AND c.niveau = r.niveau AND c.acheteur_siren IS NOT DISTINCT FROM r.acheteur_siren AND c.annee = year(r.periode_fin);
