"""What happens to stores when processes, disks and servers fail: `nox -s faults -- SEED COUNT`."""
