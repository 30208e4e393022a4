# SPDX-License-Identifier: ISC
# fish completion for noreuseaddr(1)

complete -c noreuseaddr -l mode -x -a 'strip restore off' -d 'What is done with the flag'
complete -c noreuseaddr -l bound -x -a 'keep strip' -d 'Clients bound to a port of the program'
complete -c noreuseaddr -l reuseport -x -a 'clear keep' -d 'SO_REUSEPORT'
complete -c noreuseaddr -l inherited -a 'yes no' -d 'Look also for flags that were set elsewhere'
complete -c noreuseaddr -l strict -d 'Refuse a program that the fix cannot reach'
complete -c noreuseaddr -l check -d 'Prove that the fix works here'
complete -c noreuseaddr -l print-env -a 'systemd docker sh' -d 'Print the environment that would be set'
complete -c noreuseaddr -l system -x -a 'enable disable status' -d 'The library in all programs of this system'
complete -c noreuseaddr -l demo -d 'Show the problem and the fix on this machine'
complete -c noreuseaddr -l help -d 'Print a summary of the options'
complete -c noreuseaddr -l version -d 'Print the version'
complete -c noreuseaddr -x -a '(__fish_complete_subcommand)'
