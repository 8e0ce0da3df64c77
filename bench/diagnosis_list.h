/* The sets of figures, in the order they run: diagnosis_NAME(), in diagnosis_NAME.c. */
BENCH(onset)
BENCH(changes)
BENCH(logs)
BENCH(incident)
BENCH(petshop)
BENCH(guilt)
BENCH(trainticket)
BENCH(scale)
