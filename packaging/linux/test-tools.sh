#!/bin/sh
# What the test of the screen reader's view needs beside the app. Without it that test is skipped, and says so.
set -u
[ "$(uname -s)" = Linux ] || exit 0

missing=""
command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
command -v dbus-run-session >/dev/null 2>&1 || missing="$missing dbus-daemon"
[ -x /usr/libexec/at-spi-bus-launcher ] || [ -x /usr/lib/at-spi2-core/at-spi-bus-launcher ] || missing="$missing at-spi2-core"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing tools for the tests:$missing"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/tmp/slm-desktop-apt.log 2>&1 && exit 0
    tail -n 5 /tmp/slm-desktop-apt.log
fi
echo "The test of the screen reader's view will be skipped: sudo apt-get install$missing"
