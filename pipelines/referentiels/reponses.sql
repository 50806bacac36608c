-- What each picture answers about each supplier looked for, family by family: the categories that it has (none is an
-- answer too), how it was matched, and whether what is not said is a « no » (`ferme`). A picture that says nothing of a
-- supplier has no row here. Two rows of one file that contradict each other say nothing. `n` is the rank of the supplier.

CREATE OR REPLACE TEMP MACRO seul(x) AS CASE WHEN min(x) = max(x) THEN min(x) END;

CREATE OR REPLACE TEMP TABLE unites AS
SELECT 'sirene_unites_legales' AS source, observe_le, siren, seul(texte(categorie)) AS categorie, seul(texte(juridique)) AS juridique,
    CASE seul(texte(ess)) WHEN 'O' THEN true WHEN 'N' THEN false END AS ess, NULL::BOOLEAN AS siae, NULL::VARCHAR[] AS types
FROM lu_sirene_unites_legales
GROUP BY observe_le, siren
UNION ALL
SELECT 'annuaire_unites_legales', observe_le, siren, NULL, seul(texte(juridique)), seul(oui_non(est_ess)), seul(oui_non(est_siae)),
    -- « ['ACI', 'EI'] »
    regexp_extract_all(upper(seul(texte(types))), '[A-Z]+')
FROM lu_annuaire_unites_legales
GROUP BY observe_le, siren;

-- An approval without dates holds like any other picture; those with dates are in `datees`. Dates that are written and
-- cannot be read leave it unknown.
CREATE OR REPLACE TEMP TABLE agrements AS
SELECT *, coalesce(debut <= fin, debut IS NOT NULL OR fin IS NOT NULL) AND NOT illisible AS datee
FROM (
    SELECT siren, observe_le, jour(du) AS debut, jour(au) AS fin,
        (texte(du) IS NOT NULL AND jour(du) IS NULL) OR (texte(au) IS NOT NULL AND jour(au) IS NULL) AS illisible
    FROM lu_liste_esus
);

-- The establishment when the list has it, else the legal unit by any of its establishments.
CREATE OR REPLACE TEMP TABLE structures AS
SELECT observe_le, siret, left(siret, 9) AS siren, upper(texte(type)) AS type
FROM lu_liste_siae
WHERE oui_non(active) IS DISTINCT FROM false;

-- The place: of the establishment itself, closed or not; of the head office when the file does not have it.
CREATE OR REPLACE TEMP TABLE exacts AS
SELECT n, e.observe_le, seul(texte(commune)) AS commune, seul(texte(etat)) AS etat, bool_or(statut = 'P') AS partielle
FROM lu_sirene_etablissements e JOIN demandes d ON d.siret = e.siret
GROUP BY n, e.observe_le;

CREATE OR REPLACE TEMP TABLE sieges AS
SELECT observe_le, siren, seul(texte(commune)) AS commune, bool_or(statut = 'P') AS partielle
FROM lu_sirene_etablissements
WHERE oui_non(siege)
GROUP BY observe_le, siren;

-- Millions of rows at most: what repeats is one byte.
CREATE OR REPLACE TEMP TABLE reponses AS
SELECT n, famille::familles AS famille, source::sources AS source, observe_le, confiance::confiances AS confiance, categories, ferme
FROM (
    SELECT n, 'taille' AS famille, source, observe_le, 'siren' AS confiance, [categorie] AS categories, true AS ferme
    FROM demandes d JOIN unites u USING (siren)
    WHERE categorie IN ('PME', 'ETI', 'GE')

    UNION ALL
    SELECT n, 'ess', source, observe_le, 'siren', CASE WHEN ess THEN ['ESS'] ELSE [] END, true
    FROM demandes d JOIN unites u USING (siren)
    WHERE ess IS NOT NULL

    UNION ALL
    -- Said by the legal category when it is one of a SCOP; a SCOP may also be a plain SAS, and no code says SCIC.
    SELECT n, 'cooperative', source, observe_le, 'siren', CASE WHEN est_scop(juridique) THEN ['SCOP'] ELSE [] END, false
    FROM demandes d JOIN unites u USING (siren)
    WHERE juridique IS NOT NULL

    UNION ALL
    -- « est_siae » without a type says nothing of which one.
    SELECT n, 'inclusion', source, observe_le, 'siren', CASE WHEN siae THEN {inclusion_de_types} ELSE [] END, true
    FROM demandes d JOIN unites u USING (siren)
    WHERE NOT siae OR len(types) > 0

    UNION ALL
    -- Complete lists: who is not there is a « no », unless a part of the list is missing.
    SELECT n, 'ess', i.format, i.observe_le, 'siren', CASE WHEN l.siren IS NULL THEN [] ELSE ['ESS'] END, i.complete
    FROM demandes d
    JOIN images i ON i.format = 'liste_ess'
    LEFT JOIN (SELECT DISTINCT siren, observe_le FROM lu_liste_ess) l ON l.siren = d.siren AND l.observe_le = i.observe_le
    WHERE (i.complete AND est_siren(d.siren)) OR l.siren IS NOT NULL

    UNION ALL
    SELECT n, 'esus', i.format, i.observe_le, 'siren', CASE WHEN l.sans_date THEN ['ESUS'] ELSE [] END, i.complete
    FROM demandes d
    JOIN images i ON i.format = 'liste_esus'
    LEFT JOIN (SELECT siren, observe_le, bool_or(NOT datee AND NOT illisible) AS sans_date, bool_or(illisible) AS illisible FROM agrements GROUP BY ALL) l
        ON l.siren = d.siren AND l.observe_le = i.observe_le
    WHERE CASE WHEN l.siren IS NULL THEN i.complete AND est_siren(d.siren) ELSE l.sans_date OR NOT l.illisible END

    UNION ALL
    -- a kind that is not one of those known says that it is on the list, and not as what
    SELECT n, 'inclusion', i.format, i.observe_le, CASE WHEN e.types IS NULL THEN 'siren' ELSE 'siret' END,
        list_filter(coalesce(e.types, u.types, []), x -> x IN {inclusion}), i.complete AND coalesce(u.compris, true)
    FROM demandes d
    JOIN images i ON i.format = 'liste_siae'
    LEFT JOIN (SELECT observe_le, siret, list(DISTINCT type) AS types FROM structures GROUP BY ALL) e
        ON e.siret = d.siret AND e.observe_le = i.observe_le
    LEFT JOIN (SELECT observe_le, siren, list(DISTINCT type) AS types, bool_and(coalesce(type IN {connus}, false)) AS compris FROM structures GROUP BY ALL) u
        ON u.siren = d.siren AND u.observe_le = i.observe_le
    WHERE CASE WHEN u.types IS NULL THEN i.complete AND est_siren(d.siren) ELSE u.compris OR len(list_filter(u.types, x -> x IN {inclusion})) > 0 END

    UNION ALL
    SELECT n, 'territoire', 'sirene_etablissements', observe_le, confiance, CASE WHEN dedans THEN ['TERRITOIRE'] ELSE [] END, true
    FROM (
        SELECT n, observe_le, commune, CASE WHEN etat = 'F' THEN 'siret_ferme' ELSE 'siret' END AS confiance
        FROM exacts
        UNION ALL
        SELECT n, s.observe_le, s.commune, 'siege'
        FROM demandes d JOIN sieges s USING (siren)
        ANTI JOIN exacts e ON e.n = d.n AND e.observe_le = s.observe_le
    ) p
    JOIN lieux l ON l.code = p.commune
    WHERE dedans IS NOT NULL
);
