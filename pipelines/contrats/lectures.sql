-- What the elements of each contract say, read into narrow tables: labels, modifications, considerations.

-- Each published spelling once, with the official label it stands for (NULL: none is known).
CREATE OR REPLACE TABLE libelles AS
WITH publies AS (
    SELECT DISTINCT 'nature' AS champ, nature AS brut FROM elements
    UNION SELECT DISTINCT 'procedure', procedure FROM elements
    UNION SELECT DISTINCT 'ccag', ccag FROM elements
    UNION SELECT DISTINCT 'forme_prix', forme_prix FROM elements
    UNION SELECT DISTINCT 'type_prix', forme_prix FROM elements
    UNION SELECT DISTINCT 'groupement', type_groupement FROM elements
    UNION SELECT DISTINCT 'lieu_type', lieu_type_code FROM elements
    UNION SELECT DISTINCT 'technique', unnest(techniques) FROM elements
    UNION SELECT DISTINCT 'modalite_execution', unnest(modalites) FROM elements
    UNION SELECT DISTINCT 'type_prix', unnest(types_prix) FROM elements
    UNION SELECT DISTINCT 'sociale', unnest(sociales) FROM elements
    UNION SELECT DISTINCT 'environnementale', unnest(environnementales) FROM elements
    UNION SELECT DISTINCT 'identifiant', a.acteSousTraitance.sousTraitant.typeIdentifiant
    FROM (SELECT unnest(actes) AS a FROM elements WHERE len(actes) > 0)
    UNION SELECT DISTINCT 'variation_prix', a.acteSousTraitance.variationPrix
    FROM (SELECT unnest(actes) AS a FROM elements WHERE len(actes) > 0)
)
SELECT champ, brut, libelle FROM publies
JOIN nomenclature n USING (champ)
WHERE brut IS NOT NULL AND n.cle = cle_texte(brut);

CREATE OR REPLACE TABLE modifications_lues AS
SELECT rid, modification, m.id AS id_publie, m.date AS date_publiee, date_de(m.date) AS date_notification,
    date_de(m.publication) AS date_publication, entier_de(m.duree, 0) AS duree_mois, m.montant AS montant_publie,
    decimal_de(m.montant) AS montant, m.objet AS objet_modification, 'decp' AS origine
FROM (
    SELECT rid, modification, {
        'id': coalesce(x.modification.id, x.id),
        'date': coalesce(x.modification.dateNotificationModification, x.modification.dateSignatureModification,
                         x.dateNotificationModification, x.dateSignatureModification),
        'publication': coalesce(x.modification.datePublicationDonneesModification, x.datePublicationDonneesModification),
        'duree': coalesce(x.modification.dureeMois, x.dureeMois),
        'montant': coalesce(x.modification.montant, x.modification.valeurGlobale, x.montant, x.valeurGlobale),
        'objet': coalesce(x.modification.objetModification, x.objetModification)} AS m
    FROM (SELECT rid, unnest(modifications) AS x, generate_subscripts(modifications, 1) AS modification
          FROM elements WHERE len(modifications) > 0)
);

-- Multi-valued characteristics and considerations; decp.info writes "Sans objet" for a declared absence.
CREATE OR REPLACE TABLE caracteristiques_lues AS
SELECT rid, famille, lus.brut, coalesce(libelle, CASE
    WHEN format = 'plat' AND famille IN ('sociale', 'environnementale') AND cle_texte(lus.brut) = 'sansobjet' THEN 'aucune' END) AS libelle
FROM (
    SELECT rid, format, 'technique' AS famille, unnest(techniques) AS brut FROM elements
    UNION ALL SELECT rid, format, 'modalite_execution', unnest(modalites) FROM elements
    UNION ALL SELECT rid, format, 'type_prix', unnest(types_prix) FROM elements
    -- 2019 calls formePrix what 2022 calls typesPrix
    UNION ALL SELECT rid, format, 'type_prix', forme_prix FROM elements
    WHERE types_prix IS NULL AND (format = '2019' OR forme_prix IN (SELECT brut FROM libelles WHERE champ = 'type_prix'))
    UNION ALL SELECT rid, format, 'sociale', unnest(sociales) FROM elements
    UNION ALL SELECT rid, format, 'environnementale', unnest(environnementales) FROM elements
) AS lus
LEFT JOIN libelles l ON l.champ = famille AND l.brut = lus.brut
WHERE trim(lus.brut) <> '';
