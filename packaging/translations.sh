#!/bin/sh
# Collect every text that a user reads into the translation file, and compile what is translated.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
"$bin/pyside6-lupdate" -silent -no-obsolete -locations none -tr-function-alias QT_TRANSLATE_NOOP+=_ \
    $(find slm_desktop -name '*.py' | LC_ALL=C sort) -ts resources/translations/slm_desktop_es.ts
"$bin/pyside6-lrelease" -silent resources/translations/slm_desktop_es.ts -qm resources/translations/slm_desktop_es.qm
