/* "512Mi", "500m", "2": amounts as Kubernetes writes them. */
#include "systems/kubernetes.h"

#include <math.h>

bool kubernetes_quantity(str said, double *ret_amount)
{
	static const struct {
		str suffix;
		double factor;
	} units[] = {
		{ STR_INIT("Ki"), 0x1p10 }, { STR_INIT("Mi"), 0x1p20 },
		{ STR_INIT("Gi"), 0x1p30 }, { STR_INIT("Ti"), 0x1p40 },
		{ STR_INIT("Pi"), 0x1p50 }, { STR_INIT("Ei"), 0x1p60 },
		{ STR_INIT("n"), 1e-9 },    { STR_INIT("u"), 1e-6 },
		{ STR_INIT("m"), 1e-3 },    { STR_INIT("k"), 1e3 },
		{ STR_INIT("M"), 1e6 },     { STR_INIT("G"), 1e9 },
		{ STR_INIT("T"), 1e12 },    { STR_INIT("P"), 1e15 },
		{ STR_INIT("E"), 1e18 },
	};
	double number, factor = 1;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (str_ends_with(said, units[i].suffix)) {
			factor = units[i].factor;
			said = str_slice(said, 0, said.length - units[i].suffix.length);
			break;
		}
	/* No "nan", "inf" or "0x1": all of these are numbers elsewhere. */
	if (said.length == 0 || !(said.bytes[0] >= '0' && said.bytes[0] <= '9') ||
	    str_contains(said, STR("x")) || !str_to_real(said, &number))
		return false;
	*ret_amount = number * factor;
	return true;
}

double kubernetes_amount(const struct tree *map, const char *name)
{
	const struct tree *value = tree_get(map, name);
	double amount = NAN;

	if (value && value->kind == TREE_TEXT &&
	    kubernetes_quantity(value->text, &amount))
		return amount;
	return tree_get_real(map, name, NAN);
}
