-- Evidence and diagnosis. Each part of the program adds to its own section, so that two of
-- them never write on the same line.

-- == patterns ==

-- What its pattern suggests against it, in words.
ALTER TABLE hypothesis ADD COLUMN helps TEXT NOT NULL DEFAULT '[]';

-- == end ==
