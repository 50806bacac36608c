-- The block of L.2111-3 as rows of results (schemas/resultats): a row where something was counted, by year and by two years.
CREATE OR REPLACE TABLE tous_resultats AS
WITH exigences AS (
    SELECT spec, annees, exigence, string_split(exigence, '|') AS possibles FROM (SELECT spec, annees, unnest(exigences) AS exigence FROM legaux)
    WHERE NOT list_contains(string_split(exigence, '|'), 'decp')
),
-- what was not delivered by a buyer for a year of the period
manques AS (
    SELECT e.spec, e.exigence, g.acheteur_siren, p.annee
    FROM exigences e JOIN annees p ON true
    JOIN grille g ON g.annee > p.annee - e.annees AND g.annee <= p.annee
    WHERE NOT EXISTS (FROM couvert c WHERE c.acheteur_siren = g.acheteur_siren AND c.annee = g.annee AND list_contains(e.possibles, c.registre))
),
absentes AS (
    SELECT spec, acheteur_siren, annee, string_agg(DISTINCT replace(exigence, '|', ' ou '), ', ' ORDER BY replace(exigence, '|', ' ou ')) AS sources FROM manques GROUP BY ALL
    UNION ALL
    SELECT spec, NULL, annee, string_agg(DISTINCT replace(exigence, '|', ' ou '), ', ' ORDER BY replace(exigence, '|', ' ou ')) FROM manques GROUP BY ALL
),
sans_montant AS (
    SELECT l.annees, m.niveau, m.acheteur_siren, m.annee, m.perimetre, m.num AS n FROM mesures_calculees m JOIN legaux l USING (spec) WHERE l.indicateur_id = {sans_montant}
)
SELECT {spaser} AS spaser, {edition} AS edition, l.indicateur_id, m.niveau, m.acheteur_siren, make_date(m.annee - l.annees + 1, 1, 1) AS periode_debut, make_date(m.annee, 12, 31) AS periode_fin,
    l.compte, l.base, m.perimetre, CASE l.moment WHEN 'ensemble' THEN 'ensemble' ELSE 'moment_qualite' END AS dimension, l.moment AS modalite,
    m.valeur::DECIMAL(18, 6) AS valeur, NULL::VARCHAR AS valeur_texte, NULL::DATE AS valeur_date, 'taux' AS unite, m.num::DECIMAL(18, 6) AS numerateur, m.den::DECIMAL(18, 6) AS denominateur,
    (m.connus / nullif(m.possibles, 0))::DECIMAL(18, 6) AS couverture, m.bmin::DECIMAL(18, 6) AS borne_min, m.bmax::DECIMAL(18, 6) AS borne_max,
    CASE WHEN m.den > 0 THEN 'calcule' ELSE 'non_disponible' END AS origine,
    -- a year stays provisional until the end of the next one: a quarter of records are published 61 to 365 days late
    CASE WHEN {arrete_au}::DATE <= make_date(m.annee + 1, 12, 31) THEN 'provisoire' ELSE 'definitif' END AS stade,
    'publie' AS secret, NULL::DECIMAL(18, 6) AS cible, NULL::VARCHAR AS cible_periode, NULL::DECIMAL(18, 6) AS ecart, 'sans_objet' AS etat, {arrete_au}::DATE AS arrete_au,
    CASE WHEN l.interne THEN 'interne' ELSE 'public' END AS recalculable, array_to_string(list_sort(l.sources), '|') AS sources,
    nullif(concat_ws(' ',
        CASE WHEN l.annees = 2 THEN 'Recalculé sur les deux années.' END,
        CASE WHEN a.sources IS NOT NULL THEN CASE WHEN m.connus = 0 THEN 'Source manquante : ' ELSE 'Source incomplète : ' END || a.sources || '.' END,
        CASE WHEN coalesce(m.den, 0) = 0 AND l.compte = 'nombre' AND m.connus = 0 THEN 'Aucune réponse connue : les publications au format 2019 et les champs vides ne disent rien.'
             WHEN coalesce(m.den, 0) = 0 THEN 'Aucun contrat dont le montant et la réponse soient tous deux connus.' END,
        CASE WHEN s.n > 0 AND (l.base <> 'tous' OR l.compte = 'valeur') THEN s.n::BIGINT || CASE WHEN s.n > 1 THEN ' contrats de montant inconnu, qui ne comptent' ELSE ' contrat de montant inconnu, qui ne compte' END || ' que dans la couverture et les bornes.' END), '') AS note
FROM mesures_calculees m JOIN legaux l USING (spec)
LEFT JOIN absentes a ON a.spec = m.spec AND a.annee = m.annee AND a.acheteur_siren IS NOT DISTINCT FROM m.acheteur_siren
LEFT JOIN sans_montant s ON s.annees = l.annees AND s.niveau = m.niveau AND s.acheteur_siren IS NOT DISTINCT FROM m.acheteur_siren AND s.annee = m.annee AND s.perimetre = m.perimetre
WHERE l.indicateur_id <> {sans_montant} AND m.possibles > 0 AND (l.moment = 'ensemble' OR m.connus > 0 AND m.perimetre = 'simple_et_accords_cadres');
