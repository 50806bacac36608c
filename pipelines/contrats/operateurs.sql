-- Who is named in the elements, as published, and what each identifier is: read once, before contracts are told apart.

CREATE OR REPLACE TABLE nomenclature AS
SELECT DISTINCT champ, libelle, cle_texte(coalesce(variante, libelle)) AS cle FROM read_csv({nomenclatures}, all_varchar = true, header = true);

-- Suppliers as published, of contracts (modification NULL) and of their modifications (its rank in the element).
CREATE OR REPLACE TABLE operateurs_lus AS
WITH titulaires_lus AS (
    SELECT rid, 0 AS modification, unnest(titulaires) AS t, generate_subscripts(titulaires, 1) AS place
    FROM elements WHERE len(titulaires) > 0
),
concessionnaires_lus AS (
    SELECT rid, unnest(concessionnaires) AS t, generate_subscripts(concessionnaires, 1) AS place
    FROM elements WHERE len(concessionnaires) > 0
),
modifications_lues AS (
    SELECT rid, unnest(modifications) AS m, generate_subscripts(modifications, 1) AS modification
    FROM elements WHERE len(modifications) > 0
),
titulaires_modifies AS (
    SELECT rid, modification, unnest(coalesce(m.modification.titulaires, m.titulaires)) AS t,
        generate_subscripts(coalesce(m.modification.titulaires, m.titulaires), 1) AS place
    FROM modifications_lues WHERE len(coalesce(m.modification.titulaires, m.titulaires)) > 0
)
SELECT rid, modification, place, coalesce(t.titulaire.typeIdentifiant, t.typeIdentifiant) AS type_publie,
    trim(coalesce(t.titulaire.id, t.id)) AS id_publie,
    coalesce(t.titulaire.denominationSociale, t.denominationSociale) AS denomination
FROM (SELECT * FROM titulaires_lus UNION ALL SELECT rid, modification, t, place FROM titulaires_modifies)
UNION ALL
SELECT rid, 0, place, coalesce(t.concessionnaire.typeIdentifiant, t.typeIdentifiant),
    trim(coalesce(t.concessionnaire.id, t.id)), coalesce(t.concessionnaire.denominationSociale, t.denominationSociale)
FROM concessionnaires_lus;

-- Each identifier once: what it is, and whether it may be shown (it has the form of an identifier, not of a name).
CREATE OR REPLACE TABLE identifiants_lus AS
WITH publies AS (
    SELECT DISTINCT type_publie, id_publie FROM operateurs_lus
),
types AS (
    SELECT type_publie, libelle FROM (SELECT DISTINCT type_publie FROM publies)
    LEFT JOIN nomenclature ON champ = 'identifiant' AND cle = cle_texte(type_publie)
),
numeros AS (
    SELECT *, CASE WHEN regexp_full_match(id_publie, '[0-9]{14}') THEN id_publie ELSE siret_de(id_publie) END AS siret FROM publies
),
lus AS (
    SELECT n.*, libelle, coalesce(nullif(left(siret, 9), '000000000'), siren_de(id_publie)) AS siren
    FROM numeros n LEFT JOIN types t ON t.type_publie IS NOT DISTINCT FROM n.type_publie
)
-- a type outside the list is deduced from fourteen digits
SELECT type_publie, id_publie, coalesce(libelle, CASE WHEN siret IS NOT NULL THEN 'SIRET' END) AS type_identifiant, siren,
    CASE WHEN coalesce(libelle, 'SIRET') = 'SIRET' AND coalesce(siret, libelle) IS NOT NULL THEN coalesce(siret_valide(siret), false) END
        AS siret_valide,
    identifiant_montrable(id_publie, siret, siren) AS titulaire_id
FROM lus;
