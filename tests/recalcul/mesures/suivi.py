from tests.recalcul.demandes import Demande, Perimetre
from tests.recalcul.faits import Contrat, Faits
def lignes(faits: Faits, demande: Demande, ou: Perimetre): return None
def du_contrat(faits,c,code,annee): return None
