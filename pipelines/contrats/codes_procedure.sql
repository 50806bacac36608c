-- The procedures that the register and the published contracts both name; « autre » and those of concessions have no match.
CREATE OR REPLACE TABLE codes_procedure (code VARCHAR, libelle VARCHAR);
INSERT INTO codes_procedure VALUES
    ('appel_offres_ouvert', 'Appel d''offres ouvert'), ('appel_offres_restreint', 'Appel d''offres restreint'),
    ('procedure_adaptee', 'Procédure adaptée'), ('procedure_negociation', 'Procédure avec négociation'),
    ('dialogue_competitif', 'Dialogue compétitif'),
    ('sans_publicite', 'Marché passé sans publicité ni mise en concurrence préalable');
