-- Headline results that moved: of all buyers together, without breakdown, for the reference set of contracts; the latest
-- period of each. What only moved because time passed or a version was added is counted, not told one by one.
CREATE OR REPLACE TEMP VIEW mouvements_de_tete AS
SELECT r.cle, r.indicateur_id, r.periode_debut AS debut, r.periode_fin AS fin, r.compte, r.base, r.unite, r.etat, r.cible IS NULL AS sans_cible,
    v.ancienne_valeur AS ancienne, v.nouvelle_valeur AS nouvelle, e.ancienne_valeur AS ancien_etat, v.explication, i.libelle
FROM (
    SELECT cle, ancienne_valeur, nouvelle_valeur, explication FROM dits
    WHERE "table" = 'resultats' AND nature = 'corrige' AND colonne IN ('valeur', 'valeur_date') AND motif NOT IN ('versions', 'date')
) AS v
JOIN (SELECT {cle} AS cle, * FROM {resultats}) AS r USING (cle)
LEFT JOIN (SELECT cle, ancienne_valeur FROM dits WHERE "table" = 'resultats' AND nature = 'corrige' AND colonne = 'etat') AS e USING (cle)
LEFT JOIN {indicateurs} AS i ON i.indicateur_id = r.indicateur_id AND i.edition = r.edition
WHERE r.niveau = 'consolide' AND r.dimension = 'ensemble' AND r.perimetre IN ('simple_et_accords_cadres', 'sans_objet')
QUALIFY row_number() OVER (PARTITION BY r.indicateur_id, r.compte, r.base ORDER BY r.periode_fin DESC, r.periode_debut DESC, r.cle) = 1
ORDER BY sans_cible, fin DESC, r.indicateur_id, r.cle;

CREATE OR REPLACE TEMP VIEW raisons_resultats AS
SELECT motif, count(DISTINCT cle) AS n FROM dits WHERE "table" = 'resultats' AND cle IS NOT NULL
GROUP BY motif ORDER BY n DESC, motif;
