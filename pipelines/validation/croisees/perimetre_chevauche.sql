-- The row that begins while another is still open; of two that begin together, the second in file order.
SELECT rang FROM perimetre p
WHERE EXISTS (
    SELECT 1 FROM perimetre a
    WHERE a.acheteur_siren = p.acheteur_siren
      AND (a.date_debut < p.date_debut OR (a.date_debut = p.date_debut AND a.rang < p.rang))
      AND coalesce(a.date_fin, DATE '9999-12-31') >= p.date_debut)
