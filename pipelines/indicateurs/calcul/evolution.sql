CREATE OR REPLACE MACRO en_francais(x) AS replace(rtrim(rtrim(x::DECIMAL(18, 4)::VARCHAR, '0'), '.'), '.', ',');
-- `transform=evolution`: the value of the year less that of the year before; the bounds are those of a difference.
CREATE OR REPLACE TABLE evoluees AS
SELECT l.* REPLACE (
        NULL AS num, NULL AS den, (l.valeur - p.valeur) AS valeur, (l.bmin - p.bmax) AS bmin, (l.bmax - p.bmin) AS bmax, NULL AS jour,
        CASE WHEN p.origine = 'non_disponible' THEN p.origine ELSE l.origine END AS origine,
        CASE WHEN p.origine = 'non_disponible' THEN p.absentes ELSE l.absentes END AS absentes,
        concat_ws(' ', l.dit, CASE WHEN l.origine = 'non_disponible' OR p.origine = 'non_disponible' THEN NULL
            WHEN p.annee IS NULL THEN 'Rien de ' || (l.annee - 1) || ' à comparer.'
            WHEN l.valeur IS NULL OR p.valeur IS NULL THEN 'La valeur de ' || l.annee || ' ou celle de ' || (l.annee - 1) || ' manque.'
            ELSE l.annee || ' : ' || en_francais(l.valeur) || ' ; ' || (l.annee - 1) || ' : ' || en_francais(p.valeur) || '.' END) AS dit
    )
FROM lignes l
LEFT JOIN lignes p ON p.spaser = l.spaser AND p.edition = l.edition AND p.indicateur_id = l.indicateur_id AND p.niveau = l.niveau
    AND p.acheteur_siren IS NOT DISTINCT FROM l.acheteur_siren AND p.annee = l.annee - 1 AND p.perimetre = l.perimetre AND p.dimension = l.dimension AND p.modalite = l.modalite
WHERE l.evolution;
DELETE FROM lignes WHERE evolution;
INSERT INTO lignes FROM evoluees;
DROP TABLE evoluees;
