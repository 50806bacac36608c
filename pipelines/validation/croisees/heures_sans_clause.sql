-- A reservation or a criterion counts as much as a clause, as long as it is about insertion or states hours.
SELECT rang FROM heures_insertion h
WHERE heures_realisees > 0 AND NOT EXISTS (
    SELECT 1 FROM clauses c
    WHERE c.acheteur_siren = h.acheteur_siren AND c.contrat_reference = h.contrat_reference
      AND (c.famille = 'insertion' OR c.heures_contractualisees > 0))
