"""The flavors and facts of a ZenML version, and where that knowledge comes from."""
