#!/bin/sh
# Sign the app, put it into a disk image beside a link to the applications, and have it notarised. Run on macOS after build.py.
#   MACOS_IDENTITY   the signing identity; without it the app is signed ad hoc, and runs where it was built
#   NOTARY_PROFILE   a keychain profile of notarytool; without it the image is not notarised, and macOS asks before it opens
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' slm_desktop/__init__.py)
app="dist/SLM Desktop.app"
image="dist/SLM-Desktop-$version-macos-$(uname -m).dmg"
identity=${MACOS_IDENTITY:--}
sign() { codesign --force --options runtime --entitlements packaging/macos/entitlements.plist --sign "$identity" $stamp "$@"; }
stamp=--timestamp
[ "$identity" != - ] || stamp=--timestamp=none

# From the inside out: what lies within a signed thing may not change afterwards.
find "$app" -type f | while IFS= read -r file; do
    case "$(file -b "$file")" in *Mach-O*) sign "$file" ;; esac
done
find "$app" -type d -name '*.framework' | while IFS= read -r framework; do sign "$framework"; done
sign "$app"
codesign --verify --deep --strict "$app"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$app" "$work/"
ln -s /Applications "$work/Applications"
rm -f "$image"
hdiutil create -quiet -volname "SLM Desktop" -srcfolder "$work" -fs HFS+ -format UDZO "$image"
[ "$identity" = - ] || codesign --force --sign "$identity" $stamp "$image"
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
else
    echo "not notarised: NOTARY_PROFILE names no profile"
fi
echo "$image"
