#!/bin/sh
# What making the bundle and the Debian package needs: installed where that is allowed, else named. Prints nothing when all is there.
#   packaging/linux/build-tools.sh HEADERS     Vulkan headers that are new enough are brought to HEADERS if the system's are not
set -eu
headers=$1
missing=""
for pair in cmake:cmake ninja:ninja-build g++:g++ glslc:glslc xz:xz-utils dpkg-deb:dpkg desktop-file-validate:desktop-file-utils \
    appstreamcli:appstream patchelf:patchelf strip:binutils; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -f /usr/include/vulkan/vulkan.h ] || missing="$missing libvulkan-dev"
[ -d /usr/include/spirv ] || missing="$missing spirv-headers"
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing what the package is built with:$missing"
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/tmp/slm-desktop-apt.log 2>&1 ||
            { tail -n 5 /tmp/slm-desktop-apt.log; exit 1; }
    else
        echo "Please install these packages first: sudo apt-get install$missing"
        exit 1
    fi
fi

# llama.cpp's Vulkan backend uses layer settings, which headers have since 1.3.272; Debian 12 has 1.3.239.
version=$(sed -n 's/^#define VK_HEADER_VERSION \([0-9]*\)$/\1/p' /usr/include/vulkan/vulkan_core.h)
minor=$(sed -n 's/.*VK_HEADER_VERSION_COMPLETE VK_MAKE_API_VERSION(0, 1, \([0-9]*\),.*/\1/p' /usr/include/vulkan/vulkan_core.h)
if [ "$minor" -gt 3 ] || [ "$version" -ge 272 ] || [ -f "$headers/vulkan/vulkan.h" ]; then
    exit 0
fi
echo "The system's Vulkan headers are too old; fetching those of the next Debian:"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial"
# The same mirrors that this system asks, one release later.
cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed 's/bookworm/trixie/g' | awk -v out="$work" '/^Types:|^URIs:|^Suites:/ { deb822 = 1 } { print > (out (deb822 ? "/next.sources" : "/next.list")) }'
set -- -o APT::Sandbox::User=root -o Dir::State::Lists="$work/lists" -o Dir::Cache::Archives="$work/archives" -o Dir::Etc::SourceParts=/dev/null
for list in "$work/next.sources" "$work/next.list"; do
    [ -s "$list" ] || continue
    apt-get -qq "$@" -o Dir::Etc::SourceList="$list" update
    (cd "$work" && apt-get -qq "$@" -o Dir::Etc::SourceList="$list" download libvulkan-dev)
done
dpkg-deb -x "$work"/libvulkan-dev_*.deb "$work/unpacked"
mkdir -p "$headers"
cp -r "$work/unpacked/usr/include/." "$headers/"
