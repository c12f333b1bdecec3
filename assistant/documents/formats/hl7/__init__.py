"""Messages of HL7 v2 that carry reports."""
