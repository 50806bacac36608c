"""Whether every text that follows one pattern follows another, proved on their automata or not at all.

Sound, not complete: what is not a plain pattern (look-around, Unicode classes, flags, inner anchors) or is too
large is answered « not proved ». How patterns should be written belongs to the lint.
"""

from re import _parser as analyse  # type: ignore[attr-defined]
from typing import Any

ETATS_MAX, REPETITIONS_MAX = 4_000, 400
DERNIER = 0x10FFFF
Intervalle = tuple[int, int]


class HorsPortee(Exception):
    """A construct, or a size, for which nothing is proved."""


class Automate:
    """A nondeterministic automaton: free moves, moves on sets of characters, one final state."""

    def __init__(self, motif: str) -> None:
        """Build the automaton of the texts that `^` + pattern + `$` takes whole.

        Errors: HorsPortee.
        """
        self.libres: list[list[int]] = []
        self.pas: list[list[tuple[list[Intervalle], int]]] = []
        try:
            # with its anchors, as frictionless compiles it: a branch that leaks keeps one of them inside
            arbre = analyse.parse(f"^{motif}$")
        except (analyse.error, RecursionError, OverflowError) as error:
            raise HorsPortee from error
        if arbre.state.flags & ~analyse.SRE_FLAG_UNICODE:
            raise HorsPortee
        self.debut, self.fin = self._etat(), self._etat()
        self._suite(_sans_ancres(list(arbre)), self.debut, self.fin)

    def _etat(self) -> int:
        if len(self.pas) > ETATS_MAX * 5:
            raise HorsPortee
        self.libres.append([])
        self.pas.append([])
        return len(self.pas) - 1

    def _suite(self, noeuds: list[Any], depart: int, arrivee: int) -> None:
        ici = depart
        for noeud in noeuds:
            suivant = self._etat()
            self._noeud(noeud, ici, suivant)
            ici = suivant
        self.libres[ici].append(arrivee)

    def _noeud(self, noeud: Any, ici: int, suivant: int) -> None:
        operation, argument = noeud
        if operation in (analyse.MAX_REPEAT, analyse.MIN_REPEAT):
            self._repetition(argument, ici, suivant)
        elif operation is analyse.SUBPATTERN:
            _, ajoutes, retires, corps = argument
            if ajoutes or retires:
                raise HorsPortee
            self._suite(list(corps), ici, suivant)
        elif operation is analyse.BRANCH:
            for branche in argument[1]:
                self._suite(list(branche), ici, suivant)
        else:
            self.pas[ici].append((_caracteres(operation, argument), suivant))

    def _repetition(self, argument: Any, ici: int, suivant: int) -> None:
        minimum, maximum, corps = argument
        sans_fin = maximum is analyse.MAXREPEAT
        if minimum > REPETITIONS_MAX or (not sans_fin and maximum > REPETITIONS_MAX):
            raise HorsPortee
        for _ in range(minimum):
            apres = self._etat()
            self._suite(list(corps), ici, apres)
            ici = apres
        if sans_fin:
            self._suite(list(corps), ici, ici)
        else:
            for _ in range(maximum - minimum):
                apres = self._etat()
                self._suite(list(corps), ici, apres)
                self.libres[ici].append(suivant)
                ici = apres
        self.libres[ici].append(suivant)

    def fermeture(self, etats: frozenset[int]) -> frozenset[int]:
        """Return the states reached by free moves."""
        vus, reste = set(etats), list(etats)
        while reste:
            for suivant in self.libres[reste.pop()]:
                if suivant not in vus:
                    vus.add(suivant)
                    reste.append(suivant)
        return frozenset(vus)

    def avancer(self, etats: frozenset[int], signe: int) -> frozenset[int]:
        """Return the states reached by reading one character."""
        suivants = {
            apres
            for etat in etats
            for classe, apres in self.pas[etat]
            if any(bas <= signe <= haut for bas, haut in classe)
        }
        return self.fermeture(frozenset(suivants))

    def bords(self) -> set[int]:
        """Return one character per side of every interval: between two of them, all behave alike."""
        return {
            bord for pas in self.pas for classe, _ in pas for bas, haut in classe for bord in (bas, haut + 1)
        }


def contenu(petit: str, grand: str) -> bool:
    """Say whether it is proved that every text following `petit` follows `grand`."""
    try:
        a, b = Automate(petit), Automate(grand)
    except HorsPortee:
        return False
    signes = sorted({0, *(s for s in a.bords() | b.bords() if s <= DERNIER)})
    depart = (a.fermeture(frozenset([a.debut])), b.fermeture(frozenset([b.debut])))
    vus, reste = {depart}, [depart]
    while reste:
        de_a, de_b = reste.pop()
        if a.fin in de_a and b.fin not in de_b:
            return False
        for signe in signes:
            paire = (a.avancer(de_a, signe), b.avancer(de_b, signe))
            if paire[0] and paire not in vus:
                if len(vus) > ETATS_MAX:
                    return False
                vus.add(paire)
                reste.append(paire)
    return True


def _sans_ancres(noeuds: list[Any]) -> list[Any]:
    """Drop the anchors that `^` + pattern + `$` makes useless."""
    while noeuds and noeuds[0] == (analyse.AT, analyse.AT_BEGINNING):
        noeuds = noeuds[1:]
    while noeuds and noeuds[-1] == (analyse.AT, analyse.AT_END):
        noeuds = noeuds[:-1]
    return noeuds


def _caracteres(operation: Any, argument: Any) -> list[Intervalle]:
    if operation is analyse.LITERAL:
        return [(argument, argument)]
    if operation is analyse.NOT_LITERAL:
        return _complement([(argument, argument)])
    if operation is analyse.ANY:
        return _complement([(10, 10)])
    if operation is not analyse.IN:
        raise HorsPortee
    nie, intervalles = False, []
    for sorte, valeur in argument:
        if sorte is analyse.NEGATE:
            nie = True
        elif sorte is analyse.LITERAL:
            intervalles.append((valeur, valeur))
        elif sorte is analyse.RANGE:
            intervalles.append(valeur)
        else:
            raise HorsPortee
    return _complement(intervalles) if nie else intervalles


def _complement(intervalles: list[Intervalle]) -> list[Intervalle]:
    reste, bas = [], 0
    for debut, fin in sorted(intervalles):
        if debut > bas:
            reste.append((bas, debut - 1))
        bas = max(bas, fin + 1)
    return [*reste, (bas, DERNIER)] if bas <= DERNIER else reste
