/* Every sender we understand, one per line, in alphabetical order. */
SOURCE(alertmanager)
SOURCE(heartbeat)
SOURCE(opsgenie)
SOURCE(pagerduty)
SOURCE(report)
