#!/bin/sh
# SPDX-License-Identifier: ISC
# --print-env in each form: what reads it gets the very values, whatever is in them.
# shellcheck disable=SC2016,SC1003
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

# What other systems start services with.
is "rc.conf" "NAME_env=\"LD_PRELOAD=$lib\"" "$(printed rc.conf "")"
is "rc.conf, with a name and settings" \
    "nginx_env=\"LD_PRELOAD=$lib NOREUSEADDR_OPTIONS=mode=off,bound=strip\"" \
    "$(printed rc.conf:nginx "" --mode=off --bound=strip)"
is "login.conf" 'NAME:\
	:setenv=LD_PRELOAD='"$lib"':\
	:tc=daemon:' "$(printed login.conf "")"
is "login.conf, with a name and settings" 'unbound:\
	:setenv=LD_PRELOAD='"$lib"',NOREUSEADDR_OPTIONS=mode=restore\,report=/r\c\\\~\$\^:\
	:tc=daemon:' "$(printed login.conf:unbound "" --mode=restore '--report=/r:\~$^' |
    sed 's/-audit//')"
is "smf" "svccfg -s NAME << 'END'
setenv LD_PRELOAD $lib
END
svcadm refresh NAME
svcadm restart NAME" "$(printed smf "")"
is "smf, with a name and settings" "svccfg -s network/http << 'END'
setenv LD_PRELOAD ${lib%.so}-audit.so
delpropvalue start/environment \"NOREUSEADDR_OPTIONS=*\"
addpropvalue start/environment astring: \"NOREUSEADDR_OPTIONS=mode=restore,report=/a \\\"b\\\\\"
END
svcadm refresh network/http
svcadm restart network/http" "$(printed smf:network/http "" --mode=restore '--report=/a "b\')"
is "launchd" "<key>EnvironmentVariables</key>
<dict>
	<key>LD_PRELOAD</key>
	<string>$lib</string>
</dict>" "$(printed launchd "")"

# As rc.subr of FreeBSD makes its command lines.
printed rc.conf:nginx /x:/y --mode=off > "$dir/rc.conf"
sh -c '. "$0"; say="printenv LD_PRELOAD NOREUSEADDR_OPTIONS"; eval "env $nginx_env $say"
    eval "sh -c '\''sh -c \"env $nginx_env $say\"'\''"' "$dir/rc.conf" \
    > "$dir/out" 2> /dev/null
is "rc.conf: rc.subr gives the values, with another user too" \
    "/x:/y:$lib mode=off /x:/y:$lib mode=off " "$(tr '\n' ' ' < "$dir/out")"

if command -v python3 > /dev/null; then
    odd_text='/<x>&amp;"y"'
    printed launchd "$odd_text" --report='/tmp/<&>' > "$dir/keys"
    is "launchd: a property list has the values" "$odd_text:${lib%.so}-audit.so report=/tmp/<&>" \
        "$(python3 -c 'import plistlib, sys
text = "<plist><dict>" + open(sys.argv[1]).read() + "</dict></plist>"
print(*plistlib.loads(text.encode())["EnvironmentVariables"].values())' "$dir/keys")"
else
    skip "launchd: a property list has the values" "python3 is not installed"
fi

refused() { # WHAT FORM PRELOAD OPTION...: in one line, and nothing is printed
    what=$1
    shift
    printed "$@" > "$dir/out"
    check "$what" test "$?:$(grep -c '^noreuseaddr: .*this form' "$dir/err"):$(wc -c < "$dir/out")" = \
        125:1:0
}
for sign in ';' '$' '`' "'" '"' '\' '&' '~' '*' '#' '(' '<'; do
    refused "rc.conf: $sign is refused" rc.conf "/a${sign}b"
done
refused "rc.conf: a blank is refused" rc.conf "" --report='/a b'
refused "login.conf: a control character is refused" login.conf "$(printf '/a\tb')"
refused "launchd: a newline is refused" launchd "" --report="$(printf '/a\nb')"
for sign in '#' '"' '>' '=' '(' ')'; do
    refused "smf: $sign in the library's name is refused" smf "/a${sign}b"
done
refused "smf: a newline is refused" smf "" --report="$(printf '/a\nEND')"
refused "docker: a newline in the second variable is refused" docker "" \
    --report="$(printf '/a\nb')"
for form in rc.conf: rc.conf:a-b 'rc.conf:a;b' smf:a:b smf:a\ b systemd:a sh: : launch; do
    printed "$form" "" > "$dir/out"
    check "no form: $form" \
        test "$?:$(grep -c 'no such form' "$dir/err"):$(wc -c < "$dir/out")" = 125:1:0
done

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
