-- Runbooks that work, actions that are safe. Each part of the program adds to its own
-- section, so that two of them never write on the same line.

-- == runbooks ==

-- == actions: approvals, autonomy, verdicts ==

-- == temporary fixes and obligations ==

-- == changes, onsets and rollbacks ==

-- == evidence that is kept as bytes ==

-- == end ==
