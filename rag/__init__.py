"""Questions and drafts in, cited answers out. Knows nothing of pages or widgets."""
