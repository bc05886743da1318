#!/bin/sh
# Run an installer that may compile for minutes, and show that it is alive: a line every 15 seconds.
set -u
"$@" &
worker=$!
trap 'kill $worker 2>/dev/null' INT TERM
seconds=0
while kill -0 "$worker" 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    if [ $((seconds % 15)) -eq 0 ]; then
        compiled=$(find "${TMPDIR:-/tmp}" -name '*.o' -path '*vendor/llama.cpp*' -mmin -15 2>/dev/null | wc -l)
        echo "  ${seconds} s: still at it, $compiled files of llama.cpp compiled"
    fi
done
wait "$worker"
