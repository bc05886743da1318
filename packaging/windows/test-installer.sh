#!/bin/sh
# Compile the Windows installer with a stand-in for the bundle, and install and remove it under Wine. Needs Debian's nsis and wine64.
set -eu
cd "$(dirname "$0")/../.."
fail() { echo "test-installer: FAILED: $*"; exit 1; }
command -v makensis >/dev/null && command -v wine >/dev/null || fail "install nsis and wine64 first"
[ -f build/slm-desktop.ico ] || fail "make package draws the icon"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WINEPREFIX="$work/prefix" WINEDEBUG=-all
mkdir -p "$work/bundle/_internal/runtime"
wineboot --init >/dev/null 2>&1
for name in slm-desktop slm-desktop-cli; do cp "$WINEPREFIX/drive_c/windows/system32/notepad.exe" "$work/bundle/$name.exe"; done
echo licences >"$work/bundle/_internal/NOTICES.txt"
makensis -V2 -DVERSION=9.9.9 -DTARGET=amd64-unicode -DBUNDLE="$work/bundle" packaging/windows/slm-desktop.nsi
installer=dist/SLM-Desktop-9.9.9-windows-x64.exe
home=$(echo "$WINEPREFIX"/drive_c/users/*/AppData/Local | tr ' ' '\n' | grep -v Public | head -n 1)
has() { wine reg query "$1" >/dev/null 2>&1; }

for _twice in 1 2; do wine "$installer" /S || fail "it could not be installed"; done
[ -f "$home/Programs/SLM Desktop/_internal/NOTICES.txt" ] || fail "the files are not there"
has 'HKCU\Software\Classes\SLMDesktop.gguf\shell\open\command' || fail "models do not open with it"
has 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\SLMDesktop' || fail "it is not in the list of programs"
mkdir -p "$home/slm-desktop" && echo kept >"$home/slm-desktop/chats.sqlite3"
wine "$home/Programs/SLM Desktop/uninstall.exe" /S
for _second in $(seq 30); do [ -d "$home/Programs/SLM Desktop" ] || break; sleep 1; done
[ ! -d "$home/Programs/SLM Desktop" ] || fail "files were left behind"
! has 'HKCU\Software\Classes\SLMDesktop.gguf' || fail "the type of models was left behind"
! has 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\SLMDesktop' || fail "the entry in the list was left behind"
[ -f "$home/slm-desktop/chats.sqlite3" ] || fail "a silent removal took the user's chats"
rm -f "$installer"
echo "test-installer: installed twice, removed, and only the user's data are left; passed"
