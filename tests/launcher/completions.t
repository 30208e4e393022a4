#!/bin/sh
# SPDX-License-Identifier: ISC
# Help, man page and completions name the same options; the completions complete.
# shellcheck disable=SC2016
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
completions=$srcdir/completions

"$NOREUSEADDR" --help | grep -o -e '--[a-z][a-z-]*' | sort -u > "$dir/options"
check "--help names twenty-seven options" test "$(($(wc -l < "$dir/options")))" = 27
while read -r option; do
    check "noreuseaddr.1 names $option" grep -q "Fl -${option#--}" "$srcdir/man/noreuseaddr.1"
    for file in noreuseaddr _noreuseaddr; do
        check "$file names $option" grep -Eq -e "$option([^[:alnum:]_-]|\$)" "$completions/$file"
    done
    check "noreuseaddr.fish names $option" \
        grep -q -e "-l ${option#--} " "$completions/noreuseaddr.fish"
done < "$dir/options"

bash_gives() { # WORDS WORD...: the last WORD is completed to WORDS
    wanted=$1
    shift
    got=$(bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        compopt() { :; }
        _noreuseaddr; echo "${COMPREPLY[*]}"' "$completions/noreuseaddr" noreuseaddr "$@")
    if [ "$got" = "$wanted" ]; then
        pass "bash: $*"
    else
        fail "bash: $*" "gives '$got', not '$wanted'"
    fi
}
if command -v bash > /dev/null; then
    bash_gives "--mode=" --mo
    bash_gives "--print-env" --strict --p
    bash_gives "strip restore audit off" --mode =
    bash_gives "restore" --mode = r
    bash_gives "keep" --bound k
    bash_gives "auto always never" --color =
    bash_gives "clear keep" --strict --reuseport =
    bash_gives "yes" --inherited = y
    bash_gives "--strict --suppressions= --show= --system=" --s
    bash_gives "--report" --rep
    bash_gives "$completions/noreuseaddr.fish" --report = "$completions/noreuseaddr.f"
    bash_gives "$completions/noreuseaddr.fish" --show = "$completions/noreuseaddr.f"
    bash_gives "$completions/noreuseaddr.fish" --show "$completions/noreuseaddr.f"
    bash_gives "" --error-exitcode = c
    bash_gives "--format= --follow" --show file --fo
    bash_gives "--audit" --format = sarif : out.sarif --au
    bash_gives "--audit" --debuginfod = 30 --au
    bash_gives "text json sarif github markdown" --format =
    bash_gives "$completions/noreuseaddr.fish" --report = file --error-exitcode = 3 cat \
        "$completions/noreuseaddr.f"
    bash_gives "enable disable status" --system =
    bash_gives "disable" --system d
    bash_gives "systemd docker sh rc.conf login.conf smf launchd systemd-cgroup" --print-env =
    bash_gives "--mode=" --print-env = rc.conf : nginx --mo
    bash_gives "attach detach status pin unpin" --cgroup =
    bash_gives "sh" --strict --print-env = sh
    bash_gives "login.conf launchd" --print-env = l
    bash_gives "--mode=" --print-env --mo
    bash_gives "--mode=" --print-env = sh --mo
    bash_gives "$completions/noreuseaddr.fish" cat "$completions/noreuseaddr.f"
    bash_gives "$completions/noreuseaddr.fish" --mode = off -- cat "$completions/noreuseaddr.f"
    bash_gives "" cat --mo
else
    skip "bash" "bash is not installed"
fi

# A shell that notes what it would offer for a line, and another one that types into it.
cat > "$dir/offer.zsh" << 'END'
PS1=
fpath=($COMPLETIONS $fpath)
autoload -Uz compinit
compinit -D -u
compadd() {
    local -a offered
    if (( ! ${@[(I)-[OAD]*]} )); then
        builtin compadd -A offered "$@"
        print -rl -- $offered >> $OFFERED
    fi
    builtin compadd "$@"
}
show() {
    _main_complete
    compstate[insert]= compstate[list]=
    print end of completion
}
zle -C show complete-word show
bindkey '^I' show
print ready to complete
END
cat > "$dir/type.zsh" << 'END'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "source $1"
zpty -r shell output '*ready to complete*'
zpty -w -n shell "$2"$'\t'
zpty -r shell output '*end of completion*'
END
mkdir "$dir/bin"
echo '#!/bin/sh' > "$dir/bin/noreuseaddr-test"
chmod 755 "$dir/bin/noreuseaddr-test"
zsh_gives() { # WORDS LINE
    : > "$dir/offered"
    COMPLETIONS=$completions OFFERED=$dir/offered TERM=dumb PATH=$PATH:$dir/bin \
        $limit zsh -f "$dir/type.zsh" "$dir/offer.zsh" "$2" > "$dir/typed" 2>&1
    got=$(sort -u "$dir/offered" | tr -s '\n' ' ')
    got=${got# }
    if [ "$got" = "$1" ]; then
        pass "zsh: $2"
    else
        fail "zsh: $2" "gives '$got', not '$1'" "$(cat "$dir/typed")"
    fi
}
if command -v zsh > /dev/null && zsh -fc 'zmodload zsh/zpty' 2> /dev/null; then
    zsh_gives "audit off restore strip " "noreuseaddr --mode="
    zsh_gives "noreuseaddr.fish " "noreuseaddr --report=$completions/noreuseaddr.f"
    zsh_gives "noreuseaddr.fish " "noreuseaddr --show=$completions/noreuseaddr.f"
    zsh_gives "keep strip " "noreuseaddr --strict --bound="
    zsh_gives "github json markdown sarif text " "noreuseaddr --format="
    zsh_gives "no yes " "noreuseaddr --inherited="
    zsh_gives "--show --strict --suppressions --system " "noreuseaddr --s"
    zsh_gives "disable enable status " "noreuseaddr --system="
    zsh_gives "docker launchd login.conf rc.conf sh smf systemd systemd-cgroup " "noreuseaddr --print-env="
    zsh_gives "" "noreuseaddr --system=enable --print-"
    zsh_gives "noreuseaddr-test " "noreuseaddr --mode=off noreuseaddr-t"
    zsh_gives "" "noreuseaddr cat --mo"
else
    skip "zsh" "zsh is not installed"
fi

fish_gives() { # WORDS LINE
    got=$(XDG_DATA_HOME=$dir XDG_CONFIG_HOME=$dir HOME=$dir fish -c \
        'source $argv[1]; complete -C $argv[2]' "$completions/noreuseaddr.fish" "$2" |
        cut -f 1 | sort | tr '\n' ' ')
    if [ "$got" = "$1" ]; then
        pass "fish: $2"
    else
        fail "fish: $2" "gives '$got', not '$1'"
    fi
}
if command -v fish > /dev/null; then
    fish_gives "--mode=audit --mode=off --mode=restore --mode=strip " "noreuseaddr --mode="
    fish_gives "--format=github --format=json --format=markdown --format=sarif --format=text " "noreuseaddr --format="
    fish_gives "--show=$completions/noreuseaddr.fish " \
        "noreuseaddr --show=$completions/noreuseaddr.f"
    fish_gives "--print-env --print-env= " "noreuseaddr --pr"
    fish_gives "--print-env=docker --print-env=launchd --print-env=login.conf --print-env=rc.conf --print-env=sh --print-env=smf --print-env=systemd --print-env=systemd-cgroup " "noreuseaddr --print-env="
    fish_gives "disable enable status " "noreuseaddr --system "
    fish_gives "keep strip " "noreuseaddr --bound "
else
    skip "fish" "fish is not installed"
fi

if command -v mandoc > /dev/null; then
    check "mandoc finds nothing wrong with noreuseaddr.1" \
        test -z "$(mandoc -Tlint -Wwarning "$srcdir/man/noreuseaddr.1" 2>&1)"
else
    skip "mandoc" "mandoc is not installed"
fi

done_testing
