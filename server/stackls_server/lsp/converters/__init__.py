"""The only places that convert between LSP types and stackls' own."""
