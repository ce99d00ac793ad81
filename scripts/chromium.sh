#!/bin/sh
# Sees to a browser for the browser tests: one that is there, else Debian's, else Playwright's own.
set -e
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
  if $as_root apt-get update -qq && $as_root apt-get install -y -qq chromium fonts-noto-cjk; then
    exit 0
  fi
fi
exec "$1" -m playwright install chromium
