#!/bin/sh
# Prints the newest Python this project runs on (3.11 to 3.13).
for name in python3.13 python3.12 python3.11 python3 python; do
  if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
    echo "$name"
    exit 0
  fi
done
echo "No Python 3.11, 3.12 or 3.13 was found. Install one, or say: make PYTHON=/path/to/python" >&2
exit 1
