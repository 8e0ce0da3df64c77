/* What heartbeats, watches and senders have in common in stanch.yaml. Private to
 * config/. */
#ifndef CONFIG_OWN_EYES_H
#define CONFIG_OWN_EYES_H

/* The keys of the alert that is raised. */
#define OWN_KEYS(type, default_severity) \
	{ .name = "service", .kind = KEY_NAME, .offset = offsetof(type, own.service) }, \
		{ .name = "severity", \
		  .kind = KEY_NAME, \
		  .offset = offsetof(type, own.severity), \
		  .fallback = (default_severity) }, \
	{ \
		.name = "labels", .kind = KEY_PAIRS, \
		.offset = offsetof(type, own.labels), \
		.count_offset = offsetof(type, own.label_count) \
	}

#endif
