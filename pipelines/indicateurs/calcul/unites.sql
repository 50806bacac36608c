-- A definition may ask « yes or no » of a number or a date (« libérer les données », « mise à disposition de la liste »):
-- yes when there is one.
UPDATE lignes l SET bmin = NULL, bmax = NULL,
    valeur = CASE WHEN i.unite_mesure = 'nombre' THEN (l.valeur > 0)::INTEGER ELSE (l.jour IS NOT NULL)::INTEGER END
FROM indicateurs i
WHERE i.spaser = l.spaser AND i.edition = l.edition AND i.indicateur_id = l.indicateur_id AND i.unite = 'oui_non' AND i.unite_mesure IN ('nombre', 'date')
    AND l.origine = 'calcule';
