"""The only importer of pygls and lsprotocol: it translates, the features decide."""
