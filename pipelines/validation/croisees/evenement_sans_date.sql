SELECT rang FROM evenements WHERE statut = 'realise' AND date IS NULL
