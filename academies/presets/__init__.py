"""Lists that are data: inspection frameworks and file layouts, as YAML."""
