#!/bin/sh
# SPDX-License-Identifier: ISC
# --print-env in each form: what reads it gets the very values, whatever is in them.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

[ "$(uname)" = Linux ] || skip_all "knows only Linux' LD_PRELOAD"
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

is() { # WHAT WANTED GOT
    if [ "$2" = "$3" ]; then
        pass "$1"
    else
        fail "$1" "'$3'" "is not" "'$2'"
    fi
}

printed() { # FORM PRELOAD OPTION...: --print-env=FORM on top of LD_PRELOAD=PRELOAD
    form=$1 preload=$2
    shift 2
    LD_PRELOAD=$preload "$NOREUSEADDR" "$@" "--print-env${form:+=$form}" 2> "$dir/err"
}

lib=$LIBNOREUSEADDR
is "plain" "LD_PRELOAD=$lib" "$(printed "" "")"
is "sh" "export LD_PRELOAD='$lib'" "$(printed sh "")"
is "docker" "ENV LD_PRELOAD='$lib'" "$(printed docker "")"
is "systemd" "[Service]
Environment=\"LD_PRELOAD=$lib\"" "$(printed systemd "")"
is "systemd, with settings" "[Service]
Environment=\"LD_PRELOAD=$lib\"
Environment=\"NOREUSEADDR_OPTIONS=mode=off,bound=strip\"" \
    "$(printed systemd "" --mode=off --bound=strip)"
is "docker, with settings" "ENV LD_PRELOAD='$lib'
ENV NOREUSEADDR_OPTIONS='mode=restore'" "$(printed docker "" --mode=restore)"
is "a report is recorded by who has it" "LD_PRELOAD=${lib%.so}-audit.so
NOREUSEADDR_OPTIONS=mode=audit,report=/srv/a report" \
    "$(printed "" "" --audit --report="/srv/a report")"
is "systemd: its name is quoted" \
    'Environment="NOREUSEADDR_OPTIONS=report=/srv/50%%"' \
    "$(printed systemd "" --report=/srv/50% | sed -n 3p)"
is "a setting that is undone" "export LD_PRELOAD='$lib'
export NOREUSEADDR_OPTIONS=''" "$(NOREUSEADDR_OPTIONS=mode=off printed sh "" --mode=strip)"

odd='/$LIB/it'\''s"%n\`x`.so'
is "sh reads back the odd characters" "$odd:$lib,mode=off" \
    "$(printed sh "$odd" --mode=off > "$dir/env"
    env -u NOREUSEADDR_OPTIONS sh -c '. "$0"; printf %s "$LD_PRELOAD,$NOREUSEADDR_OPTIONS"' \
        "$dir/env" 2> /dev/null)"
is "sh reads back a newline" "a
b:$lib" "$(printed sh 'a
b' > "$dir/env"; sh -c '. "$0"; printf %s "$LD_PRELOAD"' "$dir/env" 2> /dev/null)"
is "systemd: quotes, backslashes and specifiers are escaped, dollars are not" \
    'Environment="LD_PRELOAD=/$LIB/it'\''s\"%%n\\`x`.so:'"$lib\"" \
    "$(printed systemd "$odd" | sed -n 2p)"
is "systemd: so are control characters" "Environment=\"LD_PRELOAD=a\\x0ab\\x09c\\x7f:$lib\"" \
    "$(printed systemd "$(printf 'a\nb\tc\177')" | sed -n 2p)"
is "docker: in single quotes nothing is expanded" \
    "ENV LD_PRELOAD='"'/$LIB/it'\''"'\''"'\''s"%n\`x`.so:'"$lib'" "$(printed docker "$odd")"
printed docker 'a
b' > "$dir/out"
check "docker: a newline is refused" \
    test "$?:$(grep -c '^noreuseaddr: .*two lines' "$dir/err")" = 125:1
printed '' 'a
b' > "$dir/out"
check "without a form too" \
    test "$?:$(grep -c '^noreuseaddr: .*two lines' "$dir/err")" = 125:1

# systemd itself, where it is: it says what it would set.
if command -v systemd-analyze > /dev/null; then
    printed systemd "$odd" > "$dir/noreuseaddr.service"
    echo ExecStart=/bin/true >> "$dir/noreuseaddr.service"
    check "systemd takes it" sh -c \
        'out=$(systemd-analyze verify --man=no "$0" 2>&1); echo "$out"; ! echo "$out" | grep -q noreuseaddr.service:' \
        "$dir/noreuseaddr.service"
else
    skip "systemd takes it" "systemd-analyze is not installed"
fi

done_testing
