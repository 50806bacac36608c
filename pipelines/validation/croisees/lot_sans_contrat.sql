SELECT rang FROM lots l
WHERE statut = 'attribue' AND contrat_reference IS NULL AND NOT EXISTS (
    SELECT 1 FROM registre_contrats c
    WHERE c.acheteur_siren = l.acheteur_siren AND c.consultation_id = l.consultation_id AND c.lot_numero = l.lot_numero)
