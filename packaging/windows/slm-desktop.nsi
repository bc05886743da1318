; The Windows installer: for one user, without administrator rights. Compile it from the root of the repository:
;   makensis -INPUTCHARSET UTF8 -DVERSION=1.2.3 packaging/windows/slm-desktop.nsi
; It takes dist/slm-desktop and writes dist/SLM-Desktop-VERSION-windows-x64.exe. /S installs and removes without a window.

!ifdef TARGET ; -DTARGET=amd64-unicode, where NSIS has it: the installer itself is a 64-bit program then
  Target ${TARGET}
!endif
Unicode true
ManifestDPIAware true
!ifndef VERSION
  !error "name the version: -DVERSION=1.2.3"
!endif
!ifndef BUNDLE
  !define BUNDLE "..\..\dist\slm-desktop"
!endif
!ifndef ICON
  !define ICON "..\..\build\slm-desktop.ico"
!endif
!define NAME "SLM Desktop"
!define EXE "slm-desktop.exe"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\SLMDesktop"
!define TYPE "SLMDesktop.gguf"

Name "${NAME}"
OutFile "..\..\dist\SLM-Desktop-${VERSION}-windows-x64.exe"
InstallDir "$LOCALAPPDATA\Programs\SLM Desktop"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
SetCompressor /SOLID lzma
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} installer"
VIAddVersionKey "LegalCopyright" "The SLM Desktop authors, MIT licence"

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Spanish"

LangString RUNNING ${LANG_ENGLISH} "SLM Desktop is open. Close it, then try again."
LangString RUNNING ${LANG_SPANISH} "SLM Desktop está abierto. Ciérralo e inténtalo de nuevo."
LangString FORGET ${LANG_ENGLISH} "Delete your chats, settings and downloaded models too?$\n$\n$LOCALAPPDATA\slm-desktop$\n$\nNo keeps them for a later installation."
LangString FORGET ${LANG_SPANISH} "¿Borrar también tus chats, ajustes y modelos descargados?$\n$\n$LOCALAPPDATA\slm-desktop$\n$\nCon No se conservan para otra instalación."
LangString MODEL ${LANG_ENGLISH} "GGUF model"
LangString MODEL ${LANG_SPANISH} "Modelo GGUF"

Function .onInit
  ; A program that runs cannot be replaced: its file cannot be opened for writing.
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${EXE}" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd

Section
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_internal" ; nothing of an earlier version stays beside the new one
  File /r "${BUNDLE}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${EXE}"

  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "$(MODEL)"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" "$INSTDIR\${EXE},0"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  WriteRegStr HKCU "Software\Classes\.gguf\OpenWithProgids" "${TYPE}" ""
  ReadRegStr $0 HKCU "Software\Classes\.gguf" ""
  ${If} $0 == "" ; what another app has claimed stays its own
    WriteRegStr HKCU "Software\Classes\.gguf" "" "${TYPE}"
  ${EndIf}

  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr HKCU "${KEY}" "Publisher" "The SLM Desktop authors"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
  System::Call 'shell32::SHChangeNotify(i 0x8000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  Delete "$INSTDIR\${EXE}"
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  Delete "$INSTDIR\slm-desktop-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir /r "$INSTDIR\_internal"
  RMDir "$INSTDIR" ; only if nothing else was put there
  Delete "$SMPROGRAMS\${NAME}.lnk"

  ReadRegStr $0 HKCU "Software\Classes\.gguf" ""
  ${If} $0 == "${TYPE}"
    DeleteRegValue HKCU "Software\Classes\.gguf" ""
  ${EndIf}
  DeleteRegValue HKCU "Software\Classes\.gguf\OpenWithProgids" "${TYPE}"
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  DeleteRegKey HKCU "${KEY}"
  System::Call 'shell32::SHChangeNotify(i 0x8000000, i 0, p 0, p 0)'

  ; Chats and models are the user's own: they go only when that was said; a silent removal leaves them.
  ${If} ${FileExists} "$LOCALAPPDATA\slm-desktop\*.*"
    MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONQUESTION "$(FORGET)" /SD IDNO IDNO kept
    RMDir /r "$LOCALAPPDATA\slm-desktop"
    kept:
  ${EndIf}
SectionEnd
