-- A verdict stands beside its headline; the other rows of the indicator have none.
UPDATE tous_resultats r SET cible = v.cible, cible_periode = v.cible_periode, ecart = v.ecart, etat = v.etat, note = concat_ws(' ', r.note, v.explication)
FROM verdicts v
WHERE v.indicateur_id = r.indicateur_id AND v.niveau = r.niveau AND v.acheteur_siren IS NOT DISTINCT FROM r.acheteur_siren
    AND v.annee = year(r.periode_fin) AND r.dimension = 'ensemble' AND r.modalite = 'ensemble' AND r.base = 'tous' AND r.perimetre IN ('simple_et_accords_cadres', 'sans_objet');
