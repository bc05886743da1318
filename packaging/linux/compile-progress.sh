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
        objects=$(find "${TMPDIR:-/tmp}" "$HOME/.cache/uv" -name '*.o' -path '*ggml*' -newer Makefile 2>/dev/null | wc -l)
        echo "  ${seconds} s: still at it$([ "$objects" -gt 0 ] && echo ", $objects parts of ggml compiled")"
    fi
done
wait "$worker"
