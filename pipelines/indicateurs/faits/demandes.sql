-- Who is looked up in the reference files: every supplier with a French number, by the establishment where it is known.
SELECT siren, siret FROM contrat_titulaires WHERE siren IS NOT NULL
UNION
SELECT soumissionnaire_siren, '' FROM r_soumissionnaires WHERE soumissionnaire_siren IS NOT NULL
UNION
SELECT fournisseur_siren, '' FROM r_paiements WHERE fournisseur_siren IS NOT NULL
