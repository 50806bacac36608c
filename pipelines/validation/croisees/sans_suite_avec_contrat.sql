SELECT rang FROM consultations s
WHERE (statut = 'infructueuse' OR statut = 'sans_suite') AND EXISTS (
    SELECT 1 FROM registre_contrats c
    WHERE c.acheteur_siren = s.acheteur_siren AND c.consultation_id = s.consultation_id)
