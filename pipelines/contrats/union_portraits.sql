-- What the register and the published contracts say of themselves, side by side: keys, then what is compared.

-- A lot is compared without its leading zeros, as `lot_de` reads it in an objet.
CREATE OR REPLACE MACRO lot_normal(t) AS nullif(ltrim(regexp_replace(upper(t), '[^A-Z0-9]|^LOT', '', 'g'), '0'), '');

CREATE OR REPLACE TABLE decp AS
SELECT row_number() OVER (ORDER BY contrat_id)::INTEGER AS d, contrat_id, acheteur_siren AS siren, id_normalise,
    nullif(cle_texte(objet), '') AS objet_cle, nullif(squelette(objet), '') AS objet_squelette, coalesce(lot_normal(lot), lot_de(objet)) AS lot,
    date_notification AS jour, montant_initial_ht_eur AS montant, t.fournisseurs
FROM read_parquet({contrats})
LEFT JOIN (
    SELECT contrat_id, list(DISTINCT fournisseur) AS fournisseurs
    FROM (
        -- a French VAT number ends with the SIREN
        SELECT contrat_id, coalesce(siren, nullif(regexp_extract(titulaire_id, '^FR[0-9]{2}([0-9]{9})$', 1), ''),
            nullif(cle_texte(titulaire_id), '')) AS fournisseur
        FROM read_parquet({titulaires}) WHERE rang_modification = 0
    )
    WHERE fournisseur IS NOT NULL
    GROUP BY contrat_id
) t USING (contrat_id);

CREATE OR REPLACE TABLE registre AS
SELECT row_number() OVER (ORDER BY acheteur_siren, reference)::INTEGER AS r, acheteur_siren AS siren, reference,
    CASE WHEN id_utilisable(id_normal(decp_id)) THEN id_normal(decp_id) END AS cle_id,
    nullif(cle_texte(objet), '') AS objet_cle, nullif(squelette(objet), '') AS objet_squelette,
    coalesce(lot_normal(lot_numero), lot_de(objet)) AS lot,
    date_notification AS jour, montant_ht_eur AS montant, montant_maximum_ht_eur AS maximum,
    CASE WHEN c.sirens IS NULL AND titulaire_siret IS NULL THEN NULL
         ELSE list_distinct(list_filter(list_append(coalesce(c.sirens, []), left(titulaire_siret, 9)), x -> x IS NOT NULL)) END AS fournisseurs
FROM read_parquet({registre_contrats})
LEFT JOIN (
    SELECT acheteur_siren, contrat_reference AS reference, list(DISTINCT left(titulaire_siret, 9)) AS sirens
    FROM read_parquet({cotitulaires}) GROUP BY ALL
) c USING (acheteur_siren, reference);

-- Where to look for a pair: never a proof. A 2019 id may bear the number of the modification on one side only.
CREATE OR REPLACE MACRO souche_de(i) AS CASE WHEN length(i) >= 7 AND regexp_matches(i, '[0-2][0-9]$') THEN left(i, -2) END;

CREATE OR REPLACE TABLE cles_decp AS
SELECT DISTINCT d, siren, cle, nature FROM (
    SELECT d, siren, id_normalise AS cle, 'id' AS nature FROM decp
    UNION ALL SELECT d, siren, regexp_replace(substr(contrat_id, 11), '\.[0-9]+$', ''), 'id' FROM decp WHERE contrat_id NOT LIKE '_________-SANS-ID-%'
    UNION ALL SELECT d, siren, id_normal(contrat_id), 'id' FROM decp
    UNION ALL SELECT d, siren, souche_de(id_normalise), 'souche' FROM decp
) WHERE cle IS NOT NULL;

CREATE OR REPLACE TABLE cles_registre AS
SELECT r, siren, cle, nature FROM (
    SELECT r, siren, cle_id AS cle, 'id' AS nature FROM registre
    UNION ALL SELECT r, siren, souche_de(cle_id), 'souche' FROM registre
) WHERE cle IS NOT NULL;
