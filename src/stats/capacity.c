#include "stats/capacity.h"

#include <math.h>
#include <stdbool.h>

/* Finite and not below 0. */
static bool sane(double number)
{
	return number >= 0 && isfinite(number);
}

double capacity_in_flight(double rate, double time)
{
	return sane(rate) && sane(time) ? rate * time : NAN;
}

double capacity_rate(double pool, double time)
{
	return sane(pool) && sane(time) && time > 0 ? pool / time : NAN;
}

double capacity_busy(double rate, double service_time, double servers)
{
	return sane(rate) && sane(service_time) && sane(servers) && servers > 0
		       ? rate * service_time / servers
		       : NAN;
}

double capacity_response(double service_time, double busy)
{
	if (!sane(service_time) || !sane(busy))
		return NAN;
	return busy < 1 ? service_time / (1 - busy) : INFINITY;
}

double capacity_waiting(double load, double servers)
{
	double blocked = 1;

	servers = floor(servers);
	if (!sane(load) || !(servers >= 1) || servers > CAPACITY_SERVERS_MAX)
		return NAN;
	if (load >= servers)
		return 1;
	if (load == 0)
		return 0;
	/* Erlang's B of one server more at a time, as its inverse, which does not
	 * overflow for long: it is at its end when it does. */
	for (int server = 1; server <= (int)servers; server++)
		blocked = 1 + blocked * server / load;

	double busy = load / servers, lost = 1 / blocked;

	return lost / (1 - busy * (1 - lost));
}

double capacity_headroom(double busy, double aim)
{
	return sane(busy) && sane(aim) && busy > 0 ? aim / busy : NAN;
}

double capacity_replicas(double load, double each, double aim, double spare)
{
	if (!sane(load) || !sane(each) || !sane(aim) || !sane(spare) || !(each * aim > 0))
		return NAN;

	/* 0.1 + 0.2 is a bit more than 0.3 in doubles; three times 0.1 do for it. */
	double exact = load / each / aim, whole = ceil(exact - exact * 1e-12);

	return whole + ceil(spare);
}

double capacity_retries(double failing, double tries)
{
	if (!sane(failing) || failing > 1 || !(tries >= 1) || !sane(tries))
		return NAN;
	if (failing == 1)
		return floor(tries);
	return (1 - pow(failing, floor(tries))) / (1 - failing);
}
