"""From result records to sentences, tables, figures and pages."""
