-- Deliveries in force, by the years they hold for.
CREATE OR REPLACE TABLE livraisons_annees (table_livree VARCHAR, acheteur_siren VARCHAR, premiere INTEGER, derniere INTEGER, par_acheteur BOOLEAN);
