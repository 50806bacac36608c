-- The block of L.2111-3 that DECP alone gives: the share of contracts, in number and in value, that carry a social or an
-- environmental consideration, both, a reservation, an innovative purchase, an advance. One contract is counted once.
-- Three values: yes, no, unknown. [borne_min, borne_max] is what the rate would be if every unknown were no, or yes.
WITH population AS (
    SELECT contrat_id, acheteur_siren, annee_notification AS annee, type, montant_retenu_ht_eur AS montant,
        [consideration_sociale, consideration_environnementale,
         -- both: no as soon as one is no
         CASE WHEN consideration_sociale AND consideration_environnementale THEN true
              WHEN NOT consideration_sociale OR NOT consideration_environnementale THEN false END,
         marche_reserve, marche_innovant, attribution_avance] AS reponses
    FROM read_parquet({contrats})
    WHERE annee_notification IS NOT NULL AND {perimetre}
),
reponses AS (
    SELECT acheteur_siren, annee, type, montant, unnest(reponses) AS oui, unnest({indicateurs}) AS indicateur_id
    FROM population
),
perimetres AS (
    SELECT * FROM (VALUES
        ('simple_et_accords_cadres', 'marche'), ('simple_et_accords_cadres', 'accord_cadre'), ('simple', 'marche'),
        ('accord_cadre', 'accord_cadre'), ('marche_subsequent', 'marche_subsequent'), ('concession', 'concession'),
        ('type_inconnu', 'inconnu')
    ) AS p(perimetre, type)
),
-- base "a_partir_de_40k": an unknown amount may or may not be of the population; it weighs on coverage and bounds only
comptes AS (
    SELECT indicateur_id, acheteur_siren, annee, perimetre, base,
        count(*) FILTER (dedans AND oui) AS n_oui, count(*) FILTER (dedans AND NOT oui) AS n_non,
        count(*) FILTER (dedans AND oui IS NULL) AS n_inconnu,
        count(*) FILTER (dedans IS NULL AND oui) AS h_oui, count(*) FILTER (dedans IS NULL AND NOT oui) AS h_non,
        count(*) FILTER (dedans IS NULL AND oui IS NULL) AS h_inconnu,
        coalesce(sum(montant) FILTER (dedans AND oui), 0) AS v_oui, coalesce(sum(montant) FILTER (dedans AND NOT oui), 0) AS v_non,
        coalesce(sum(montant) FILTER (dedans AND oui IS NULL), 0) AS v_inconnu,
        count(*) FILTER (dedans AND montant IS NOT NULL AND oui IS NOT NULL) AS n_chiffres, count(*) AS n_total
    FROM (
        SELECT r.*, p.perimetre, b.base, CASE WHEN b.base = 'tous' THEN true ELSE montant >= 40000 END AS dedans
        FROM reponses r JOIN perimetres p USING (type), (VALUES ('tous'), ('a_partir_de_40k')) AS b(base)
    )
    WHERE dedans IS DISTINCT FROM false
    GROUP BY GROUPING SETS ((indicateur_id, acheteur_siren, annee, perimetre, base), (indicateur_id, annee, perimetre, base))
),
lignes AS (
    SELECT *, 'nombre' AS compte, n_oui::DECIMAL(38, 2) AS numerateur, (n_oui + n_non)::DECIMAL(38, 2) AS denominateur,
        (n_oui + n_non)::DOUBLE / n_total AS couverture,
        n_oui::DOUBLE / nullif(n_oui + n_non + n_inconnu + h_non + h_inconnu, 0) AS borne_min,
        (n_oui + n_inconnu + h_oui + h_inconnu)::DOUBLE / nullif(n_oui + n_non + n_inconnu + h_oui + h_inconnu, 0) AS borne_max
    FROM comptes
    UNION ALL
    -- in value the bounds are those of the known amounts: an unknown amount has none
    SELECT *, 'valeur', v_oui, v_oui + v_non, n_chiffres::DOUBLE / n_total, (v_oui / nullif(v_oui + v_non + v_inconnu, 0))::DOUBLE,
        ((v_oui + v_inconnu) / nullif(v_oui + v_non + v_inconnu, 0))::DOUBLE
    FROM comptes
)
SELECT {spaser} AS spaser, {edition} AS edition, indicateur_id, CASE WHEN acheteur_siren IS NULL THEN 'consolide' ELSE 'acheteur' END AS niveau,
    acheteur_siren, make_date(annee, 1, 1) AS periode_debut, make_date(annee, 12, 31) AS periode_fin, compte, base, perimetre,
    'ensemble' AS dimension, 'ensemble' AS modalite,
    CASE WHEN denominateur > 0 THEN (numerateur / denominateur)::DECIMAL(18, 6) END AS valeur, NULL::VARCHAR AS valeur_texte,
    NULL::DATE AS valeur_date, 'taux' AS unite, numerateur::DECIMAL(18, 6) AS numerateur, denominateur::DECIMAL(18, 6) AS denominateur,
    couverture::DECIMAL(18, 6) AS couverture, borne_min::DECIMAL(18, 6) AS borne_min, borne_max::DECIMAL(18, 6) AS borne_max,
    CASE WHEN denominateur > 0 THEN 'calcule' ELSE 'non_disponible' END AS origine,
    -- a year stays provisional until the end of the next one: a quarter of records are published 61 to 365 days late
    CASE WHEN {arrete_au}::DATE <= make_date(annee + 1, 12, 31) THEN 'provisoire' ELSE 'definitif' END AS stade,
    'publie' AS secret, NULL::DECIMAL(18, 6) AS cible, NULL::VARCHAR AS cible_periode, NULL::DECIMAL(18, 6) AS ecart, 'sans_objet' AS etat,
    {arrete_au}::DATE AS arrete_au, 'public' AS recalculable, 'decp' AS sources,
    CASE WHEN denominateur = 0 AND compte = 'nombre' THEN 'Aucune réponse connue : les publications au format 2019 et les champs vides ne disent rien.'
         WHEN denominateur = 0 THEN 'Aucun contrat dont le montant et la réponse soient tous deux connus.'
         WHEN base = 'a_partir_de_40k' AND h_oui + h_non + h_inconnu > 0
             THEN (h_oui + h_non + h_inconnu)::VARCHAR || ' contrat(s) de montant inconnu, comptés dans la couverture seulement.' END AS note
FROM lignes
ORDER BY spaser, edition, indicateur_id, niveau, acheteur_siren NULLS FIRST, periode_debut, periode_fin, compte, base, perimetre, dimension, modalite
