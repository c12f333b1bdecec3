"""FHIR resources in JSON, R4 and R5."""
