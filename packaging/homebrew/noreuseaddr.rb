# SPDX-License-Identifier: ISC
# Not yet run by brew; see docs/packaging.md.
class Noreuseaddr < Formula
  desc "Keep SO_REUSEADDR off client sockets of programs"
  homepage "https://noreuseaddr.invalid/"
  url "https://noreuseaddr.invalid/noreuseaddr-0.1.0.tar.xz"
  # Of the release, by `brew fetch`.
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "ISC"

  depends_on "pkgconf" => :build
  depends_on "jansson"

  on_linux do
    depends_on "elfutils"
  end

  def install
    libdw = OS.linux? ? "--with-libdw" : "--without-libdw"
    system "./configure", "--disable-cgroup", "--without-libiberty", "--with-jansson", libdw,
           *std_configure_args
    system "make", "install"
  end

  def caveats
    on_macos do
      <<~EOS
        Nothing can be preloaded into programs in /System, /bin, /sbin and /usr, and
        those that are signed for the hardened runtime.
      EOS
    end
  end

  test do
    assert_match "noreuseaddr #{version}", shell_output("#{bin}/noreuseaddr --version")
    system bin/"noreuseaddr", "--check"
  end
end
