#!/bin/sh
# Collect every text that a user reads into the translation file.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
"$bin/pyside6-lupdate" -silent -no-obsolete -locations none -tr-function-alias QT_TRANSLATE_NOOP+=_ \
    $(find slm_desktop -name '*.py' | LC_ALL=C sort) -ts resources/translations/slm_desktop_es.ts
