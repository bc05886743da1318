#!/bin/sh
# Make an AppImage of the bundle: packaging/linux/appimage.sh APPIMAGETOOL. Its runtime comes with the tool, from the network.
set -eu
cd "$(dirname "$0")/../.."
tool=$1
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' slm_desktop/__init__.py)
folder=build/SLM-Desktop.AppDir
rm -rf "$folder"
mkdir -p "$folder/usr/lib" "$folder/usr/share/metainfo"
cp -a dist/slm-desktop "$folder/usr/lib/"
cp packaging/linux/slm-desktop.desktop "$folder/"
cp build/deb/usr/share/metainfo/*.xml "$folder/usr/share/metainfo/"
cp build/hicolor/256x256/apps/slm-desktop.png "$folder/"
cat >"$folder/AppRun" <<'RUN'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/usr/lib/slm-desktop/slm-desktop" "$@"
RUN
chmod 755 "$folder/AppRun"
ARCH=$(uname -m) "$tool" --appimage-extract-and-run --no-appstream "$folder" "dist/SLM-Desktop-$version-$(uname -m).AppImage"
