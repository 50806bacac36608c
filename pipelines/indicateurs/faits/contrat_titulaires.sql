-- The suppliers of each contract at its notification; a register knows the SIRET of the first, and the co-contractors.
-- `siret` is empty where only the SIREN is known; `etranger`: the identifier is that of another country; `sans_siren` tells
-- apart the suppliers of a contract that have no French number.
WITH publies AS (
    SELECT contrat_id, coalesce(siren, nullif(regexp_extract(upper(titulaire_id), '^FR[0-9]{2}([0-9]{9})$', 1), '')) AS siren, siren AS siren_publie,
        type_identifiant, titulaire_id, titulaire_rang
    FROM e_titulaires WHERE rang_modification = 0
)
SELECT DISTINCT c.contrat_id AS cle, c.jour, t.siren, t.siret, t.etranger, t.sans_siren
FROM contrats_dates c
JOIN (
    SELECT contrat_id, siren, CASE WHEN siren_publie IS NOT NULL AND regexp_full_match(titulaire_id, '[0-9]{14}') THEN titulaire_id ELSE '' END AS siret,
        siren IS NULL AND (type_identifiant IN ('HORS-UE', 'UE') OR type_identifiant = 'TVA' AND upper(titulaire_id) NOT LIKE 'FR%') IS TRUE AS etranger,
        CASE WHEN siren IS NULL THEN coalesce(titulaire_id, 'rang ' || titulaire_rang) END AS sans_siren
    FROM publies
    UNION ALL
    SELECT c.contrat_id, left(r.titulaire_siret, 9), coalesce(r.titulaire_siret, ''), false, CASE WHEN r.titulaire_siret IS NULL THEN 'registre' END
    FROM contrats_dates c JOIN r_registre_contrats r ON r.acheteur_siren = c.registre_siren AND r.reference = c.reference
    WHERE c.etat = 'registre_seul'
    UNION ALL
    SELECT c.contrat_id, left(r.titulaire_siret, 9), r.titulaire_siret, false, NULL
    FROM contrats_dates c JOIN r_cotitulaires r ON r.acheteur_siren = c.registre_siren AND r.contrat_reference = c.reference
    WHERE c.etat = 'registre_seul'
) t USING (contrat_id)
