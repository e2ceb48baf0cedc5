#!/bin/sh
# Tells what failed in the reports of surefire and failsafe below the current directory: the first lines of why, then the names of all,
# and their sum as the last line. A long log is often kept in its last part only.
set -eu
find . -path '*/target/*-reports/TEST-*.xml' -exec awk '
    /<testcase / { test = $0; sub(/^ */, "", test) }
    /<(failure|error)[ >]/ { print test; left = 12 }
    left > 0 { print "  " substr($0, 1, 300); left-- }
    /<\/(failure|error)>/ { left = 0 }
' {} +
find . -path '*/target/*-reports/TEST-*.xml' -exec awk '
    /<testcase / { test = $0; sub(/^ *<testcase /, "", test) }
    /<(failure|error)[ >]/ { print "failed: " substr(test, 1, 300) }
' {} +
find . -path '*/target/*-reports/TEST-*.xml' -exec awk '
    /<testsuite / && !seen[FILENAME] { open = 1 }
    open {
        line = line " " $0
        if ($0 ~ />/) {
            n = split("tests failures errors skipped", names, " ")
            for (i = 1; i <= n; i++) {
                if (match(line, " " names[i] "=\"[0-9]+\"")) {
                    value = substr(line, RSTART, RLENGTH)
                    gsub(/[^0-9]/, "", value)
                    sum[names[i]] += value
                }
            }
            open = 0; line = ""; seen[FILENAME] = 1
        }
    }
    END { printf "%d %d %d %d\n", sum["tests"], sum["failures"], sum["errors"], sum["skipped"] }
' {} + | awk '
    { tests += $1; failures += $2; errors += $3; skipped += $4 }
    END {
        printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", tests, failures, errors, skipped
        exit !(tests > 0 && failures + errors == 0)
    }
'
