# SPDX-License-Identifier: ISC
# Each shell looks for completions of other packages in a directory of its own.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = %D%/noreuseaddr
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = %D%/_noreuseaddr
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_fishcompletion_DATA = %D%/noreuseaddr.fish
