"""Statistics of several articles side by side: sizes, likeness, conflicts, tables."""
