#!/bin/sh
# nearest.sh NAME: prints the line of standard input with the smallest edit distance from NAME. Prints nothing if the distance is more than half
# the length of NAME.
set -eu
exec awk -v given="$1" '
  function least(a, b) { return a < b ? a : b }
  function distance(a, b, i, j, n, m, d) {
    n = length(a); m = length(b)
    for (i = 0; i <= n; i++) d[i, 0] = i
    for (j = 0; j <= m; j++) d[0, j] = j
    for (i = 1; i <= n; i++) for (j = 1; j <= m; j++)
      d[i, j] = least(least(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (substr(a, i, 1) != substr(b, j, 1)))
    return d[n, m]
  }
  { far = distance(tolower(given), tolower($0)); if (NR == 1 || far < best) { best = far; name = $0 } }
  END { if (NR > 0 && best <= length(given) / 2) print name }'
