/* Every channel to people, one per line, in alphabetical order. */
NOTIFIER(email)
NOTIFIER(ntfy)
NOTIFIER(webhook)
