/* The simulation's disk: files in memory that remember which writes were synced. At a
 * death every write since the last sync may or may not have reached the platter. */
#ifndef SIM_DISK_H
#define SIM_DISK_H

#include "base/str.h"

/* Registers the VFS "sim" once per process. */
void disk_register(void);

/* Everything forgotten; then the image kept by disk_keep_template, if any. */
void disk_reset(void);
/* What is on the disk now becomes what disk_reset starts with. */
void disk_keep_template(void);

/* The disk dies at its nth write or sync from now on (0: never): that one and all
 * that follow fail. */
void disk_die_after(uint64_t operations);
bool disk_is_dead(void);
/* At once: nothing reaches it any more. */
void disk_die(void);
/* After a death: what was synced is there; each later write by the toss of the coin. */
void disk_revive(uint64_t seed);
/* Writes fail as on a full disk, until it is said otherwise. */
void disk_set_full(bool is_full);
bool disk_is_full(void);
uint64_t disk_operations(void);

#endif
