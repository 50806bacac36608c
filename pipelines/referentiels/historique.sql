-- The history of a legal unit is what the last picture that knows it says; a period that ends before it starts is none.
CREATE OR REPLACE TEMP TABLE historique AS
SELECT siren, du, au, texte(ess) AS ess, texte(juridique) AS juridique, observe_le
FROM lu_sirene_unites_legales_historique
WHERE (texte(du) IS NULL OR jour(du) IS NOT NULL) AND (texte(au) IS NULL OR jour(au) IS NOT NULL) AND coalesce(jour(du) <= jour(au), true)
QUALIFY observe_le = max(observe_le) OVER (PARTITION BY siren);
