SELECT acheteur AS acheteur_siren, 'P' || i AS numero_paiement, siren(500000000 + n(i, 'titulaire1', 60000)) AS fournisseur_siren,
    CASE WHEN u(i, 'rattache') < 0.6 THEN reference END AS contrat_reference, jour + 60 - n(i, 'delai', 50) AS date_reception_facture, jour + 60 AS date_paiement,
    montant / 10 AS montant_ht_eur, (['virement', 'carte_achat'])[1 + n(i, 'moyen', 2)] AS moyen, peut_etre(i, 'seuil', 0.2, 0.5) AS hors_seuil_spaser
FROM socle WHERE etat <> 'decp_seul' ORDER BY i
