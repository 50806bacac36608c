-- Where what is published and the buyer's register answer the same question differently: a yes of either stands
-- (`accorde`), and the list is for whoever can correct one of them.
COPY (
    WITH questions AS (
        SELECT cle AS contrat_id, acheteur_siren, reference, annee, unnest([
            struct_pack(question := 'clause_sociale', decp := clause_sociale, registre := inscrit_un(codes, clauses_connues, ['clause_sociale', 'clause_insertion', 'clause_egalite_fh', 'clause_equitable'])),
            struct_pack(question := 'critere_social', decp := critere_social, registre := inscrit_un(codes, clauses_connues, ['critere_social', 'critere_insertion'])),
            struct_pack(question := 'marche_reserve', decp := marche_reserve, registre := accorde(inscrit(codes, clauses_connues, 'marche_reserve'), lot_reserve)),
            struct_pack(question := 'clause_environnementale', decp := clause_environnementale, registre := inscrit(codes, clauses_connues, 'clause_environnementale')),
            struct_pack(question := 'critere_environnemental', decp := critere_environnemental, registre := inscrit(codes, clauses_connues, 'critere_environnemental')),
            struct_pack(question := 'marche_innovant', decp := marche_innovant, registre := innovant),
            struct_pack(question := 'prix_revisable', decp := revisable, registre := prix_revisable)
        ], recursive := true)
        FROM contrats_faits WHERE etat = 'apparie' AND compte_ensemble
    )
    SELECT contrat_id, acheteur_siren, reference, annee, question, decp, registre, true AS retenue
    FROM questions WHERE decp <> registre
    ORDER BY contrat_id, question
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
