"""The HSDS 3.2.3 interface as it is asked and described: parameters, schemas, OpenAPI document, profile."""
