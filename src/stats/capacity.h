/* How much it carries, in the arithmetic that capacity questions come down to. The caller
 * keeps the units: a rate and a time must be of the same one (requests per second and
 * seconds), and answers are then in it too. What makes no sense (a negative number, NaN,
 * no servers) gives NaN. */
#ifndef STATS_CAPACITY_H
#define STATS_CAPACITY_H

/* In flight on average, or the pool that a rate needs: rate × time each takes (Little, "A
 * Proof for the Queuing Formula: L = λW", 1961). */
double capacity_in_flight(double rate, double time);
/* What a pool of so many lets through at the most, by the same law. */
double capacity_rate(double pool, double time);

/* The busy share of so many servers: rate × service time ÷ servers (Denning and Buzen,
 * "The Operational Analysis of Queueing Network Models", 1978). Above 1 it grows without
 * end. */
double capacity_busy(double rate, double service_time, double servers);

/* The time in the system of one server with random arrivals, by its busy share: M/M/1.
 * INFINITY when it is busy all the time. */
double capacity_response(double service_time, double busy);

/* Which share of arrivals must wait with so many servers: Erlang's C (Erlang, "Solution
 * of Some Problems in the Theory of Probabilities of Significance in Automatic Telephone
 * Exchanges", 1917). "load" is rate × service time; 1 when it is more than they can do.
 * At most CAPACITY_SERVERS_MAX servers. */
double capacity_waiting(double load, double servers);

/* By what the load may be multiplied until the busy share is the one aimed at; 0 … */
double capacity_headroom(double busy, double aim);

/* Replicas for a load, of which each carries so much and shall be as busy as aimed at,
 * when so many of them may be missing (a zone, a node). A whole number. */
double capacity_replicas(double load, double each, double aim, double spare);

/* How many requests one becomes when the share "failing" of all tries fails and each is
 * tried up to "tries" times: 1 … tries, at every layer that retries. */
double capacity_retries(double failing, double tries);

enum {
	/* Erlang's formula is a loop; more servers are no queue. */
	CAPACITY_SERVERS_MAX = 100000,
};

#endif
