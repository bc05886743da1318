#!/bin/sh
# Install the Debian package in a bare Debian, as people get it, and try it: an ordinary user, no network, a real window.
# Needs root. The Debian root is made once and kept in build/debian.tar; the picture of the window goes to dist/installed.png.
set -eu
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "package-test makes a Debian root: run it as root"; exit 1; }
package=$(ls dist/slm-desktop_*.deb)
root=$PWD/build/debian
display=${TEST_DISPLAY:-97}
say() { echo "package-test: $*"; }
fail() { say "FAILED: $*"; exit 1; }

missing=""
for pair in debootstrap:debootstrap Xvfb:xvfb xdotool:xdotool import:imagemagick openbox:openbox pgrep:procps; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
if [ -n "$missing" ]; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null
fi

leave() {
    for child in ${server-} ${manager-}; do kill "$child" 2>/dev/null || true; done
    pkill -KILL -f "$root" 2>/dev/null || true
    for place in tmp/.X11-unix proc dev/shm; do umount -l "$root/$place" 2>/dev/null || true; done
}
trap leave EXIT
leave

if [ ! -f build/debian.tar ]; then
    say "making a bare Debian"
    rm -rf "$root"
    debootstrap --variant=minbase bookworm "$root" >build/debootstrap.log 2>&1 || { tail -n 5 build/debootstrap.log; exit 1; }
    tar -C "$root" -cf build/debian.tar .
fi
rm -rf "$root"
mkdir -p "$root"
tar -C "$root" -xf build/debian.tar
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm" && mount -t tmpfs shm "$root/dev/shm"
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./home -o -path ./var/cache -o -path ./var/log \
    -o -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./tmp \) -prune -o -print | LC_ALL=C sort); }

in_root apt-get update -qq
in_root useradd --create-home tester
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
# What the package asks for comes first, so that what is left behind can be told from what other packages leave.
cp "$package" "$root/tmp/slm-desktop.deb"
in_root sh -c 'apt-get install -y -qq --no-install-recommends $(dpkg-deb -f /tmp/slm-desktop.deb Depends | sed "s/([^)]*)//g; s/|[^,]*//g; s/,/ /g")' >build/apt.log 2>&1 ||
    { tail -n 5 build/apt.log; fail "what it depends on could not be installed"; }
files >build/files-before
in_root dpkg -i /tmp/slm-desktop.deb >build/apt.log 2>&1 || { cat build/apt.log; fail "it could not be installed"; }
say "installed: $(in_root slm-desktop --version)"
[ ! -e "$root/usr/bin/python3" ] || fail "this Debian has a Python"

as_user() { unshare --net chroot --userspec=tester:tester "$root" env -i PATH=/usr/bin:/bin HOME=/home/tester LC_ALL=C.UTF-8 DISPLAY=:$display "$@"; }
as_user slm-desktop doctor >build/doctor.txt || fail "doctor"
grep -q "intact" build/doctor.txt || { cat build/doctor.txt; fail "the starter model is not whole"; }
said=$(as_user slm-desktop chat --temperature 0 --max-tokens 12 "Say hello.")
case "$said" in *Hello*) say "on the command line it says: $said" ;; *) fail "on the command line it said: $said" ;; esac

say "opening the window"
Xvfb :$display -screen 0 1440x900x24 -nolisten tcp -ac >/dev/null 2>&1 &
server=$!
sleep 1
DISPLAY=:$display openbox >/dev/null 2>&1 &
manager=$!
mkdir -p "$root/tmp/.X11-unix" && mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
as_user slm-desktop >build/window.log 2>&1 &
export DISPLAY=:$display
for _second in $(seq 40); do
    window=$(xdotool search --onlyvisible --name "SLM Desktop" 2>/dev/null | tail -n 1) && [ -n "$window" ] && break
    sleep 1
done
[ -n "${window-}" ] || { cat build/window.log; fail "no window came"; }
xdotool windowsize "$window" 1440 900 windowmove "$window" 0 0
sleep 4
xdotool windowfocus --sync "$window" key ctrl+l
xdotool type --delay 20 "What is a whale? Answer in one sentence."
xdotool key Return
answer() { python3 - "$root/home/tester/.local/share/slm-desktop/chats.sqlite3" <<'PYTHON'
import sqlite3, sys
try:
    rows = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(
        "SELECT content FROM messages WHERE role = 'assistant' AND state = 'complete' AND content <> ''").fetchall()
except sqlite3.Error:
    rows = []
print(rows[-1][0] if rows else "")
PYTHON
}
for _second in $(seq 60); do
    said=$(answer)
    [ -n "$said" ] && break
    sleep 1
done
sleep 1
import -window root dist/installed.png
[ -n "$said" ] || { cat build/window.log; fail "no answer came in the window; see dist/installed.png"; }
say "in the window it says: $said"
trouble=$(grep -r -h -E "ERROR|CRITICAL|Traceback|Error:" "$root/home/tester/.local/state/slm-desktop/log" || true)
[ -z "$trouble" ] || fail "the log tells of trouble: $trouble"
xdotool key ctrl+q
tester=$(in_root id -u tester)
for _second in $(seq 20); do
    pgrep -u "$tester" -f slm-desktop >/dev/null || break
    sleep 1
done
! pgrep -u "$tester" -f slm-desktop >/dev/null || fail "it did not end with its window"

say "uninstalling"
in_root dpkg --purge slm-desktop >build/apt.log 2>&1 || { cat build/apt.log; fail "it could not be removed"; }
files >build/files-after
diff build/files-before build/files-after >build/left-behind || { cat build/left-behind; fail "files were left behind"; }
left=$(cd "$root/home/tester" && find . -type f | grep -v -E '^\./\.(bash|profile)' | grep -v -E '^\./\.(local/share|local/state|cache)/' || true)
[ -z "$left" ] || fail "files in the user's folder that are no data of the app: $left"
[ -f "$root/home/tester/.local/share/slm-desktop/chats.sqlite3" ] || fail "the user's chats are gone"
say "nothing is left but the user's own data; passed"
