-- A stock is not additive: the cumulated hours of contracts in force lose those of the contracts that end (ASP, tableau de
-- l'axe 2). Each part is added up from the records, so that the line can be wrong: `ecart_inexplique` says so.
INSERT INTO lignes
WITH actifs AS (
    SELECT acheteur_siren, annee, cle, heures_cumulees, heures_annee FROM heures_en_cours_faits SEMI JOIN grille USING (acheteur_siren, annee) WHERE membre AND heures_cumulees IS NOT NULL
),
parts AS (
    SELECT acheteur_siren, annee + 1 AS annee, sum(heures_cumulees) AS avant, 0 AS pendant, 0 AS apres, 0 AS sorties FROM actifs GROUP BY ALL
    UNION ALL SELECT acheteur_siren, annee, 0, sum(heures_annee), sum(heures_cumulees), 0 FROM actifs GROUP BY ALL
    UNION ALL
    SELECT a.acheteur_siren, a.annee + 1, 0, 0, 0, sum(a.heures_cumulees)
    FROM actifs a ANTI JOIN actifs b ON b.cle = a.cle AND b.annee = a.annee + 1 GROUP BY ALL
),
sommes AS (
    SELECT CASE WHEN grouping(acheteur_siren) = 0 THEN 'acheteur' ELSE 'consolide' END AS niveau, acheteur_siren, annee, sum(avant) AS avant, sum(pendant) AS pendant, sum(apres) AS apres,
        sum(sorties) AS sorties
    FROM parts WHERE annee IN (SELECT annee FROM annees) AND annee - 1 IN (SELECT annee FROM annees) GROUP BY GROUPING SETS ((acheteur_siren, annee), (annee))
),
dites AS (
    SELECT niveau, acheteur_siren, annee, unnest([
        struct_pack(modalite := 'cumul_annee_precedente', valeur := avant), struct_pack(modalite := 'heures_de_l_annee', valeur := pendant),
        struct_pack(modalite := 'sorties_avec_les_contrats_termines', valeur := sorties), struct_pack(modalite := 'cumul_annee', valeur := apres),
        struct_pack(modalite := 'ecart_inexplique', valeur := avant + pendant - sorties - apres)], recursive := true)
    FROM sommes
)
SELECT i.spaser, i.edition, i.indicateur_id, false, 'rapprochement', i.unite, i.compte, i.en_construction, d.niveau, d.acheteur_siren, d.annee, make_date(d.annee, 1, 1), make_date(d.annee, 12, 31),
    'sans_objet', d.modalite, d.valeur, NULL, d.valeur, NULL, NULL, d.valeur, d.valeur, 1, 1, 'calcule', [], s.sources, s.personnes, NULL
FROM indicateurs i JOIN specs s USING (spec) CROSS JOIN dites d
WHERE s.formule = 'somme' AND s.population = 'heures_en_cours'
    AND (d.niveau = 'consolide' OR EXISTS (FROM grille g WHERE g.acheteur_siren = d.acheteur_siren AND g.annee = d.annee));
