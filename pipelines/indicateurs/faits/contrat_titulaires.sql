-- The suppliers of each contract at its notification: those that are published; where none can be told from what is
-- published, those of the register, which knows the SIRET of the first, and the co-contractors. `siret` is empty where only the
-- SIREN is known; `etranger`: the identifier is that of another country; `sans_siren` tells apart the suppliers of a contract
-- that have no French number.
WITH publies AS (
    SELECT contrat_id, coalesce(siren, nullif(regexp_extract(upper(titulaire_id), '^FR[0-9A-Z]{2}([0-9]{9})$', 1), '')) AS siren, siren AS siren_publie,
        type_identifiant, titulaire_id, titulaire_rang
    FROM e_titulaires WHERE rang_modification = 0
),
lus AS (
    SELECT contrat_id, siren, CASE WHEN siren_publie IS NOT NULL AND regexp_full_match(titulaire_id, '[0-9]{14}') THEN titulaire_id ELSE '' END AS siret,
        siren IS NULL AND (type_identifiant IN ('HORS-UE', 'UE') OR type_identifiant = 'TVA' AND upper(titulaire_id) NOT LIKE 'FR%') IS TRUE AS etranger,
        CASE WHEN siren IS NULL THEN coalesce(titulaire_id, 'rang ' || titulaire_rang) END AS sans_siren
    FROM publies
),
nommes AS (SELECT DISTINCT contrat_id FROM lus WHERE siren IS NOT NULL OR etranger),
a_lire AS (SELECT DISTINCT contrat_id, registre_siren, reference FROM contrats_dates ANTI JOIN nommes USING (contrat_id) WHERE reference IS NOT NULL),
inscrits AS (
    SELECT c.contrat_id, left(r.titulaire_siret, 9) AS siren, r.titulaire_siret AS siret
    FROM a_lire c JOIN r_registre_contrats r ON r.acheteur_siren = c.registre_siren AND r.reference = c.reference WHERE r.titulaire_siret IS NOT NULL
    UNION ALL
    SELECT c.contrat_id, left(r.titulaire_siret, 9), r.titulaire_siret
    FROM a_lire c JOIN r_cotitulaires r ON r.acheteur_siren = c.registre_siren AND r.contrat_reference = c.reference
)
SELECT DISTINCT c.contrat_id AS cle, c.jour, t.siren, t.siret, t.etranger, t.sans_siren
FROM contrats_dates c
JOIN (
    SELECT * FROM lus ANTI JOIN inscrits USING (contrat_id)
    UNION ALL SELECT contrat_id, siren, siret, false, NULL FROM inscrits
    -- a contract of the register whose supplier nobody names
    UNION ALL SELECT contrat_id, NULL, '', false, 'registre' FROM a_lire ANTI JOIN inscrits USING (contrat_id) ANTI JOIN lus USING (contrat_id)
) t USING (contrat_id)
