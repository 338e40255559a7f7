"""The doors over HTTP: the API itself, its OpenAPI document and its reference page."""
