-- What the chain knows of itself has a row for every buyer and year; what is published is told of the year of the release.
INSERT INTO lignes
SELECT i.spaser, i.edition, i.indicateur_id, i.evolution, 'ensemble', i.unite, i.compte, i.en_construction, c.niveau, c.acheteur_siren, c.annee, make_date(c.annee, 1, 1), make_date(c.annee, 12, 31),
    'sans_objet', 'ensemble', NULL, NULL,
    CASE WHEN c.annee > year({arrete_au}::DATE) OR s.formule = 'objectifs' THEN NULL WHEN s.formule = 'jeux' THEN {jeux} ELSE {mois} END, NULL,
    CASE WHEN s.formule <> 'objectifs' THEN {derniere}::DATE END, NULL, NULL, 1, 1, 'calcule', [], s.sources, false,
    CASE s.formule WHEN 'jeux' THEN 'Tables de cette version, arrêtée au ' || strftime({arrete_au}::DATE, '%d/%m/%Y') || '.'
        WHEN 'anciennete' THEN 'Mois entre la dernière version publiée et celle-ci.' END
FROM indicateurs i JOIN specs s USING (spec), (SELECT 'acheteur' AS niveau, acheteur_siren, annee FROM grille UNION ALL SELECT DISTINCT 'consolide', NULL, annee FROM grille) c
WHERE s.formule IN ('jeux', 'anciennete', 'objectifs');
