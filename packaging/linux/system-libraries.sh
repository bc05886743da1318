#!/bin/sh
# Make sure that Qt finds the system libraries it needs: install them where that is allowed, else name them.
set -u
[ "$(uname -s)" = Linux ] || exit 0

needed="libGL.so.1:libgl1 libEGL.so.1:libegl1 libxkbcommon.so.0:libxkbcommon0 libfontconfig.so.1:libfontconfig1
libdbus-1.so.3:libdbus-1-3 libglib-2.0.so.0:libglib2.0-0 libxcb-cursor.so.0:libxcb-cursor0
libxkbcommon-x11.so.0:libxkbcommon-x11-0 libxcb-icccm.so.4:libxcb-icccm4 libxcb-keysyms.so.1:libxcb-keysyms1
libxcb-shape.so.0:libxcb-shape0 libgomp.so.1:libgomp1"

known=$(/sbin/ldconfig -p 2>/dev/null)
missing=""
for pair in $needed; do
    case "$known" in
    *"${pair%%:*}"*) ;;
    *) missing="$missing ${pair#*:}" ;;
    esac
done
command -v g++ >/dev/null 2>&1 || missing="$missing g++"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing system libraries:$missing"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/tmp/slm-desktop-apt.log 2>&1 && exit 0
    tail -n 5 /tmp/slm-desktop-apt.log
fi
echo "Please install these packages first: sudo apt-get install$missing"
exit 1
