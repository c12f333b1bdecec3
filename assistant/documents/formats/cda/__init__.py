"""Clinical documents in XML: CDA R2 and C-CDA."""
