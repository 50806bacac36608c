"""The closed list of rules between registers: what each says, why, how serious it is. The SQL is beside, by `sql`.

`erreur`: the row contradicts itself, or leads nowhere. `avertissement`: two rows or two registers disagree, and nothing
says which one is wrong. Both advance and are listed for correction: docs/decisions/0013 says why nothing waits here.
"""

from dataclasses import dataclass

REFERENCE = "spaser-reference"
NON_VERIFIE = "spaser-non-verifie"


@dataclass(frozen=True)
class RegleCroisee:
    """One rule on the rows of `table`; `avec` names the other registers it reads, `champ` the column that is cited."""

    code: str
    table: str
    champ: str
    gravite: str
    message: str
    suggestion: str
    raison: str
    avec: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """Name the SQL file of the rule."""
        return self.code.removeprefix("spaser-").replace("-", "_")


REGLES = (
    RegleCroisee(
        "spaser-conforme-sans-controle",
        "clauses",
        "execution_controlee",
        "erreur",
        "la conformité de l'exécution est renseignée, mais le contrôle ne l'est pas.",
        "Mettre execution_controlee à « true », ou vider execution_conforme.",
        "On ne peut dire conforme que ce qui a été contrôlé ; sinon le taux de conformité dépasse celui des contrôles.",
    ),
    RegleCroisee(
        "spaser-evenement-sans-date",
        "evenements",
        "date",
        "erreur",
        "l'événement est réalisé, mais sa date manque.",
        "Indiquer la date, ou laisser le statut « programme ».",
        "Un événement sans date n'entre dans aucune année : il disparaîtrait des résultats sans que rien le dise.",
    ),
    RegleCroisee(
        "spaser-quote-parts",
        "groupements",
        "quote_part_pct",
        "avertissement",
        "les quote-parts du groupement ne font pas 100 % à cette date.",
        "Corriger les parts, ou inscrire le membre qui manque.",
        "Ce qui manque à 100 % disparaît du total de tous ; au-delà de 100 %, aucun montant n'est compté.",
    ),
    RegleCroisee(
        "spaser-lot-sans-suite-avec-contrat",
        "lots",
        "contrat_reference",
        "erreur",
        "le lot est infructueux ou sans suite, mais un contrat lui est rattaché.",
        "Mettre le statut à « attribue », ou vider contrat_reference.",
        "Code de la commande publique, R. 2185-1 : une procédure déclarée sans suite n'aboutit à aucun contrat.",
    ),
    RegleCroisee(
        "spaser-heures-sans-clause",
        "heures_insertion",
        "contrat_reference",
        "avertissement",
        "des heures sont réalisées sur un contrat qui n'a aucune disposition d'insertion au registre des clauses.",
        "Ajouter la clause au registre clauses, ou vérifier la référence du contrat.",
        "Les heures réalisées se comparent aux heures contractualisées : sans clause, le taux de réalisation est faux.",
        ("clauses",),
    ),
    RegleCroisee(
        "spaser-heures-pas-melanges",
        "heures_insertion",
        "periode",
        "avertissement",
        "le même contrat mêle, pour une structure et une année, des heures au mois, au trimestre ou à l'année.",
        "Garder un seul pas par contrat : les heures du total annuel et celles du détail s'additionneraient.",
        "Schéma heures_insertion : un contrat garde le même pas, sinon ses heures sont comptées deux fois.",
    ),
    RegleCroisee(
        "spaser-paiement-avant-notification",
        "paiements",
        "date_paiement",
        "avertissement",
        "le paiement précède la notification du contrat.",
        "Vérifier la date du paiement, la référence du contrat et sa date de notification.",
        "Code de la commande publique, R. 2182-4 : le marché prend effet à la réception de sa notification.",
        ("registre_contrats",),
    ),
    RegleCroisee(
        "spaser-lot-sans-contrat",
        "lots",
        "contrat_reference",
        "avertissement",
        "le lot est attribué, mais aucun contrat ne lui est rattaché, ni ici ni au registre des contrats.",
        "Indiquer contrat_reference dès la notification.",
        "La chaîne projet, consultation, lot, contrat se suit par ses clés ; normal jusqu'à la notification.",
        ("registre_contrats",),
    ),
    RegleCroisee(
        "spaser-sans-suite-avec-contrat",
        "consultations",
        "statut",
        "avertissement",
        "la consultation est infructueuse ou sans suite, mais le registre des contrats en cite un qui en vient.",
        "Vérifier le statut de la consultation, ou consultation_id au registre des contrats.",
        "Code de la commande publique, R. 2185-1 : une procédure déclarée sans suite n'aboutit à aucun contrat.",
        ("registre_contrats",),
    ),
    RegleCroisee(
        "spaser-perimetre-chevauche",
        "perimetre",
        "date_debut",
        "avertissement",
        "cette période commence avant la fin d'une autre période du même acheteur.",
        "Clore la période précédente (date_fin) la veille de celle-ci.",
        "À une date donnée, un acheteur a un rôle et un seul : de lui dépend ce qui est consolidé.",
    ),
)
