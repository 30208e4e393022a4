# SPDX-License-Identifier: ISC
# The ratios to plain of some measures, from summary.csv: gnuplot -e "data=...; chart=..."
set terminal svg size 900,420 dynamic font 'sans-serif,12' noenhanced
set output chart
set datafile separator ','
set title 'Time, as a ratio to the same without any library (bars: 95 %)'
set ylabel 'ratio'
set grid ytics
set key top left
set yrange [0.8:*]
set xtics rotate by -25
set errorbars 1
names = system("awk -F, 'NR>1 && $1==\"start\" {print $2}' " . data)
place(name) = sum [i=1:words(names)] (word(names, i) eq name ? i : 0)
of(measure) = "< awk -F, '$1==\"" . measure . "\"' " . data
set xrange [0.5:words(names)+0.5]
set for [i=1:words(names)] xtics (word(names, i) i)
plot for [i=1:4] m=word("start ns_connect_unused ns_tcp_flagged http", i) of(m) \
    using (place(strcol(2)) + (i-2.5)*0.15):7:8:9 with yerrorbars pt 7 ps 0.6 title m noenhanced
