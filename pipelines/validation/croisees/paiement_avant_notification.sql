SELECT p.rang FROM paiements p
JOIN registre_contrats c ON c.acheteur_siren = p.acheteur_siren AND c.reference = p.contrat_reference
WHERE p.date_paiement < c.date_notification
