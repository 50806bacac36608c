-- Each contract with what the register of clauses says of it, and the kinds of price that are published.
WITH dispositions AS (
    SELECT acheteur_siren, contrat_reference AS reference, list(DISTINCT code) AS codes, list(DISTINCT famille) AS familles,
        list(DISTINCT code) FILTER (nature = 'clause' AND famille IN ('sociale', 'egalite')) AS clauses_sociales,
        bool_or(obligatoire) FILTER (code = 'clause_insertion') AS insertion_obligatoire,
        bool_or(code = 'clause_insertion' AND obligatoire IS NULL) AS insertion_sans_reponse,
        -- in order when each is; not in order as soon as one is not
        CASE WHEN bool_or(NOT (execution_controlee AND execution_conforme)) FILTER (famille = 'environnementale') THEN false
             WHEN count(*) FILTER (famille = 'environnementale' AND (execution_controlee AND execution_conforme) IS NULL) = 0
                 THEN bool_and(execution_controlee AND execution_conforme) FILTER (famille = 'environnementale') END AS env_conforme,
        -- a clause that does not say its hours leaves those of the contract unknown
        CASE WHEN count(*) FILTER (code = 'clause_insertion' AND heures_contractualisees IS NULL) = 0 THEN coalesce(sum(heures_contractualisees), 0) END AS heures_contractualisees
    FROM r_clauses GROUP BY ALL
),
prix AS (
    SELECT contrat_id, CASE WHEN bool_or(valeur = 'Définitif révisable') THEN true WHEN NOT bool_or(valeur = 'inconnue') THEN false END AS revisable
    FROM e_caracteristiques WHERE famille = 'type_prix' GROUP BY ALL
)
SELECT u.*, x.reference IS NOT NULL AS a_des_clauses, coalesce(x.codes, []) AS codes, coalesce(x.familles, []) AS familles, coalesce(x.clauses_sociales, []) AS clauses_sociales,
    x.insertion_obligatoire, x.insertion_sans_reponse, x.env_conforme, x.heures_contractualisees AS heures_inscrites, p.revisable
FROM contrats_dates u
LEFT JOIN dispositions x ON x.acheteur_siren = u.registre_siren AND x.reference = u.reference
LEFT JOIN prix p ON p.contrat_id = u.contrat_id
