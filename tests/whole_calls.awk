# SPDX-License-Identifier: ISC
# For what reads a log of strace -f, which follows: a call that another process interrupted stands
# on two lines, here they are put together.

/ <unfinished \.\.\.>$/ {
    sub(/ <unfinished \.\.\.>$/, "")
    begun[$1] = $0
    next
}
/ <\.\.\. [a-z0-9_]+ resumed>/ {
    rest = $0
    sub(/^.* resumed>/, "", rest)
    $0 = begun[$1] rest
}
