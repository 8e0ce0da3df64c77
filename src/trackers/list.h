/* Every tracker of issues, one per line, in alphabetical order. */
TRACKER(github)
