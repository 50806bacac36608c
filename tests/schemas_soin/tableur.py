"""LibreOffice at the keyboard: a Basic macro that types into cells as a person would, in French.

What is typed goes through « EnterString », the way of the input line: the format of the cell and the language of
the spreadsheet decide what becomes of it. No UNO bridge for Python is needed.
"""

import os
import signal
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

FILTRES = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
MACRO = """
Sub Jouer(fichier As String)
  On Error Goto Echec
  Dim lecteur, acces, mots, doc, cadre, dispatch
  Dim rien()
  Dim ou(0) As New com.sun.star.beans.PropertyValue
  Dim quoi(0) As New com.sun.star.beans.PropertyValue
  Dim comme(0) As New com.sun.star.beans.PropertyValue
  acces = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  lecteur = createUnoService("com.sun.star.io.TextInputStream")
  lecteur.setInputStream(acces.openFileRead(ConvertToURL(fichier)))
  lecteur.setEncoding("UTF-8")
  dispatch = createUnoService("com.sun.star.frame.DispatchHelper")
  Do Until lecteur.isEOF()
    mots = Split(lecteur.readLine(), Chr(9))
    If mots(0) = "ouvre" Then
      doc = StarDesktop.loadComponentFromURL(ConvertToURL(mots(1)), "_blank", 0, rien())
      doc.CurrentController.setActiveSheet(doc.Sheets.getByName(mots(2)))
      cadre = doc.CurrentController.Frame
    ElseIf mots(0) = "tape" Then
      ou(0).Name = "ToPoint"
      ou(0).Value = mots(1)
      dispatch.executeDispatch(cadre, ".uno:GoToCell", "", 0, ou())
      quoi(0).Name = "StringName"
      quoi(0).Value = mots(2)
      dispatch.executeDispatch(cadre, ".uno:EnterString", "", 0, quoi())
    ElseIf mots(0) = "range" Then
      comme(0).Name = "FilterName"
      comme(0).Value = mots(2)
      doc.storeToURL(ConvertToURL(mots(1)), comme())
      doc.close(True)
    End If
  Loop
  lecteur.closeInput()
  StarDesktop.terminate()
  Exit Sub
Echec:
  Dim trace
  trace = FreeFile
  Open fichier & ".erreur" For Output As #trace
  Print #trace, Error$ & " (ligne " & Erl & ")"
  Close #trace
  StarDesktop.terminate()
End Sub
"""
MODULE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
    'script:language="StarBasic">{}</script:module>\n'
)
REGLAGES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><item oor:path="/org.openoffice.Setup/L10N">'
    '<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item></oor:items>\n'
)


class Bureau:
    """One LibreOffice, its own profile, French settings."""

    def __init__(self, dossier: Path) -> None:
        self.dossier, self.profil = dossier, dossier / "profil"
        (self.profil / "user").mkdir(parents=True)
        (self.profil / "user" / "registrymodifications.xcu").write_text(REGLAGES, encoding="utf-8")
        self.gestes: list[str] = []

    def ouvrir(self, path: Path, feuille: str) -> None:
        self.gestes.append(f"ouvre\t{path}\t{feuille}")

    def taper(self, cellule: str, texte: str) -> None:
        self.gestes.append(f"tape\t{cellule}\t{texte}")

    def ranger(self, path: Path) -> None:
        self.gestes.append(f"range\t{path}\t{FILTRES[path.suffix[1:]]}")

    def jouer(self) -> None:
        """Do everything that was asked, in one LibreOffice."""
        fichier = self.dossier / "gestes.txt"
        fichier.write_text("\n".join(self.gestes), encoding="utf-8")
        self._soffice(
            "--terminate_after_init"
        )  # the first start lays out the profile, over whatever is there
        module = self.profil / "user" / "basic" / "Standard" / "Module1.xba"
        module.write_text(MODULE.format(escape(MACRO)), encoding="utf-8")
        self._soffice("--norestore", f'macro:///Standard.Module1.Jouer("{fichier}")')
        erreur = self.dossier / "gestes.txt.erreur"
        assert not erreur.exists(), erreur.read_text(encoding="utf-8")

    def _soffice(self, *arguments: str) -> None:
        commande = [
            "soffice",
            "--headless",
            "--nologo",
            f"-env:UserInstallation=file://{self.profil}",
            *arguments,
        ]
        env = os.environ | {"LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
        done = subprocess.Popen(
            commande,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            dit, _ = done.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            os.killpg(done.pid, signal.SIGKILL)  # soffice is a script: its child would go on
            raise
        assert done.returncode == 0, dit
