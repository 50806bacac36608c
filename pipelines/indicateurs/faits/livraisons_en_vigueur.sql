SELECT table_livree, acheteur_siren, periode FROM read_parquet({etats}) WHERE etat = 'en_vigueur' ORDER BY ALL
