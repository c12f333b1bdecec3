"""The service: reports and FHIR resources in by HTTP, analyses, FHIR Bundles and CDS Hooks cards out.

`api.create_api` makes the ASGI application; `sonocode serve` runs it, beside the pages or alone.
"""
