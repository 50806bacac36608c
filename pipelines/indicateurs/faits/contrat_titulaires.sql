-- The suppliers of each contract at its notification; a register knows the SIRET of the first, and the co-contractors.
SELECT DISTINCT c.contrat_id AS cle, c.jour, t.siren
FROM contrats_dates c
JOIN (
    SELECT contrat_id, coalesce(siren, nullif(regexp_extract(titulaire_id, '^FR[0-9]{2}([0-9]{9})$', 1), '')) AS siren
    FROM e_titulaires WHERE rang_modification = 0
    UNION ALL
    SELECT c.contrat_id, left(r.titulaire_siret, 9)
    FROM contrats_dates c JOIN r_registre_contrats r ON r.acheteur_siren = c.registre_siren AND r.reference = c.reference
    WHERE c.etat = 'registre_seul'
    UNION ALL
    SELECT c.contrat_id, left(r.titulaire_siret, 9)
    FROM contrats_dates c JOIN r_cotitulaires r ON r.acheteur_siren = c.registre_siren AND r.contrat_reference = c.reference
    WHERE c.etat = 'registre_seul'
) t USING (contrat_id)
