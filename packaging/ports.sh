# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2154
# The ports, as far as they can be checked away from their systems: read by
# NetBSD's make with an empty framework, and their packing lists against what the release
# installs when it is built with that make.

# port_variable PORT NAME: its value
port_variable() {
    bmake -r -C "$1/net/noreuseaddr" -m "$PWD/$1/mk" -V "$2"
}

# With an empty file for each that the Makefile takes in.
port_lay_out() { # PORT
    mkdir -p "$1/net" "$1/mk" &&
        cp -R "$packaging/$1" "$1/net/noreuseaddr" &&
        : >"$1/mk/bsd.port.mk" &&
        sed -n 's|^\.include "\.\./\.\./\(.*\)"$|\1|p' "$1/net/noreuseaddr/Makefile" |
        while read -r file; do
            mkdir -p "$1/${file%/*}" && : >"$1/$file" || return 1
        done
}

port_version() { # PORT
    port_distname=$(port_variable "$1" DISTNAME)
    test "${port_distname:-noreuseaddr-$(port_variable "$1" DISTVERSION)}" = "$release"
}

# As portlint, portcheck and pkglint ask: short, without an article or a full stop.
port_comment() { # PORT
    port_variable "$1" COMMENT | grep -Ex '[^aA ].{0,59}' | grep -v '\.$'
}

# No variable is set to a name that make reads as another one, blanks stay blanks.
port_text() { # PORT
    ! grep -rnE ' +$|	+$' "$packaging/$1" &&
        ! grep -nE '^[A-Z_]+ ?[+?]?= +[^ ]' "$packaging/$1/Makefile" &&
        ! find "$packaging/$1" \( -name '*[dD][eE][sS][cC][rR]' -o -iname '*message' \) \
            -exec grep -nE '.{81}|[^ -~]' {} +
}

# port_install PORT PREFIX CONFIGURE-ARGUMENT...: into PORT/fake; installed has the list.
port_install() {
    port=$PWD/$1
    shift
    mkdir "$port/build" && (
        cd "$port/build" && "$source/configure" -q --disable-cgroup --prefix "$@" &&
            bmake -j2 && bmake install DESTDIR="$port/fake" &&
            cd "$port/fake$1" && find . ! -type d | sed 's|^\./||' | sort >"$port/installed"
    )
}

# The first two systems take the .la files away, pkgsrc lists them and means the libraries.

openbsd_plist() {
    sed -e '/\/$/d' -e '/^@comment/d' -e 's/^@[a-z]* //' \
        "$packaging/openbsd/pkg/PLIST" | sort >plist
    grep -v '\.la$' openbsd/installed | diff plist -
}

freebsd_plist() {
    sed -e '/^@comment/d' -e 's|%%DOCSDIR%%|share/doc/noreuseaddr|' \
        -e '/man\/man/s/\.gz$//' "$packaging/freebsd/pkg-plist" | sort >plist
    grep -v '\.la$' freebsd/installed | diff plist -
}

pkgsrc_plist() {
    grep -v '^@comment' "$packaging/pkgsrc/PLIST" >plist
    grep -v '\.so$' pkgsrc/installed | diff plist -
}

# port_checks PORT PREFIX CONFIGURE-ARGUMENT...: as its framework calls configure
port_checks() {
    check "$1: read by make" port_lay_out "$1"
    check "$1: the version of the release" port_version "$1"
    check "$1: the comment" port_comment "$1"
    check "$1: the text" port_text "$1"
    check "$1: built and installed with NetBSD's make" briefly port_install "$@"
    check "$1: the packing list has what is installed" "${1}_plist"
    skip "$1: built by its own system" "not run there yet"
}

# What brew gives a formula, as far as this one asks; runs install, and the test.
homebrew_stand_in() { # PREFIX
    cat <<'END'
class Formula
  def self.depends_on(*) = nil
  def self.desc(*) = nil
  class << self
    alias homepage desc
    alias sha256 desc
    alias license desc
    def url(*words) = words.empty? ? @url : @url = words.first
    def on_linux = yield
    def test(&block) = define_method(:run_test, &block)
  end
  def version = self.class.url[/-([0-9.]+)\.tar/, 1]
  def bin = "#{ARGV[1]}/bin"
  def std_configure_args = ["--disable-debug", "--prefix=#{ARGV[1]}"]
  def on_macos = nil
  def shell_output(command) = `#{command}`
  def assert_match(text, output) = output.include?(text) || raise("#{output}, not #{text}")
  def system(*words) = Kernel.system(*words) || raise("#{words}: #{$?}")
end
class String
  def /(other) = "#{self}/#{other}"
end
module OS
  def self.linux? = true
end
load ARGV[0]
formula = Noreuseaddr.new
formula.version == ARGV[2] || raise("version #{formula.version}")
formula.install
formula.run_test
raise "caveats" if formula.caveats
END
}

homebrew_runs() {
    cp -pR "$source" homebrew && homebrew_stand_in >stand_in.rb &&
        (cd homebrew && MAKEFLAGS=-j2 "$source/tests/alone" ruby ../stand_in.rb \
            "$packaging/homebrew/noreuseaddr.rb" "$PWD/fake" "$version")
}

# With the style of brew where it is another one than rubocop's own.
homebrew_style() {
    cat >rubocop.yml <<'END'
AllCops: { NewCops: enable, SuggestExtensions: false }
Layout/SpaceAroundOperators: { Enabled: false }
Naming/HeredocDelimiterNaming: { Enabled: false }
Style/FrozenStringLiteralComment: { Enabled: false }
Style/StringLiterals: { EnforcedStyle: double_quotes }
END
    rubocop --cache false -c rubocop.yml "$packaging/homebrew/noreuseaddr.rb"
}

if need ruby ruby; then
    check "homebrew: read by ruby" ruby -wc "$packaging/homebrew/noreuseaddr.rb"
    check "homebrew: built, installed and tested by a stand-in for brew" briefly homebrew_runs
else
    skip homebrew "ruby can't be installed"
fi
if need rubocop rubocop; then
    check "homebrew: rubocop" homebrew_style
else
    skip "homebrew: rubocop" "rubocop can't be installed"
fi
skip "homebrew: built by brew" "not run there yet"

if need bmake bmake; then
    port_checks openbsd /usr/local --mandir=/usr/local/man
    port_checks freebsd /usr/local --mandir=/usr/local/share/man
    port_checks pkgsrc /usr/pkg --mandir=/usr/pkg/man
else
    skip ports "bmake can't be installed"
fi
