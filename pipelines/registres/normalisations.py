"""The closed list of what may be done to a cell, and of the doubts, each with its French sentence.

The SQL that does it is in macros.sql; composing it for a file belongs to `normaliser`.
"""

NORMALISATIONS = {
    1: ("blancs", "espaces retirés aux deux bouts"),
    2: ("virgule", "virgule décimale lue comme un point"),
    4: ("espaces", "espaces entre les milliers retirés"),
    8: ("milliers", "points ou virgules entre les milliers retirés"),
    16: ("symbole", "signe € ou % retiré"),
    32: ("date", "dates écrites en jj/mm/aaaa (ou mm/jj/aaaa si déclaré) comprises"),
    64: ("serie", "numéros de jour de tableur convertis en dates, comme déclaré"),
    128: ("booleen", "oui/non, vrai/faux, x, o/n ou 1/0 lus comme true/false"),
    256: ("code", "codes reconnus malgré la casse, les accents ou les espaces"),
    512: ("vide", "valeurs lues comme vides, comme déclaré"),
    1024: ("unite", "valeurs converties dans l'unité de la colonne, comme déclaré"),
    2048: ("heures", "durées écrites en heures et minutes converties en heures décimales"),
    4096: ("arrondi", "durées arrondies aux décimales de la colonne"),
    8192: ("decimales", "décimales nulles retirées d'un nombre entier"),
    16384: ("identifiant", "espaces retirés à l'intérieur d'un identifiant"),
    32768: ("valeur", "valeurs traduites, comme déclaré"),
}
DOUTES = {
    1: (
        "spaser-sans-reponse",
        "cette mention n'est ni une valeur ni un vide : laissez la cellule vide si la réponse est inconnue, ou "
        "déclarez « vides » dans une correspondance",
    ),
    2: (
        "spaser-date-en-serie",
        "un nombre est écrit là où une date est attendue : mettez la cellule au format date, ou déclarez "
        "« dates: serie_excel » (ou serie_excel_1904) dans une correspondance",
    ),
    3: ("spaser-annee-courte", "l'année est écrite sur deux chiffres : écrivez-la sur quatre"),
    4: ("spaser-date-avec-heure", "la date porte une heure : n'écrivez que le jour"),
    5: (
        "spaser-identifiant-arrondi",
        "le tableur a transformé l'identifiant en nombre et peut en avoir perdu des chiffres : mettez la colonne au "
        "format texte et ressaisissez-le",
    ),
    6: (
        "spaser-zero-perdu",
        "il manque un zéro au début, que le tableur a sans doute effacé : mettez la colonne au format texte",
    ),
    7: (
        "spaser-date-en-texte",
        "le tableur a transformé ce texte en date : mettez la colonne au format texte et ressaisissez la valeur",
    ),
    8: ("spaser-cellule-en-erreur", "la cellule contient une erreur de tableur (#N/A, #REF!...)"),
    9: (
        "spaser-formule-sans-valeur",
        "la cellule contient une formule dont le résultat n'est pas enregistré : ouvrez le classeur dans un tableur et "
        "enregistrez-le",
    ),
    10: (
        "spaser-pourcentage",
        "un pourcentage est écrit dans une colonne qui n'en attend pas : écrivez la valeur, ou déclarez « unite » dans "
        "une correspondance",
    ),
    11: (
        "spaser-nombre-hors-portee",
        "le nombre a trop de chiffres pour être converti dans l'unité de la colonne",
    ),
}
