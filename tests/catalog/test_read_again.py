"""What the nightly session says of a newer ZenML."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from read_again import report
from stackls_core.catalog.bundled import BUNDLED_CATALOG, open_folder
from stackls_core.catalog.record_file import RECORDS, RecordFile
from tests.support.record_files import change_record

MLFLOW = "experiment_tracker/mlflow"
CITED = (
    "zenml.integrations.mlflow.flavors.mlflow_experiment_tracker_flavor."
    "MLFlowExperimentTrackerConfig._ensure_complete_credential_pairs"
)
HOST = CITED.replace("_ensure_complete_credential_pairs", "_ensure_databricks_host_if_necessary")


def test_a_zenml_that_is_the_same_needs_no_reading():
    known = open_folder()
    assert [line for line in report(known, known) if line][1:] == [
        "\nValidators that rules cite: read these again: none",
        "\nValidators that no rule cites, new or changed: none",
        "\nWhat import takes: none",
        "\nTypes, flavors and parameters: none",
    ]


def test_validators_that_have_changed_moved_or_come_are_named(tmp_path: Path):
    newer = tmp_path / "newer"
    shutil.copytree(BUNDLED_CATALOG, newer)
    record = RecordFile(newer / RECORDS).read(MLFLOW)
    code = record["facts"]["validators"]
    code[CITED] = "0123456789abcdef"
    del code[HOST]
    code["zenml.new.Config._check"] = "0123456789abcdef"
    del record["schema"]["properties"]["tracking_uri"]
    change_record(newer, MLFLOW, record)
    index = json.loads((newer / "index.json").read_text("utf-8"))
    index["import"]["lists"] = False
    (newer / "index.json").write_text(json.dumps(index), "utf-8")
    lines = list(report(open_folder(), open_folder(newer)))
    assert f"  {CITED} has changed: 0123456789abcdef is not in validator_hashes.py" in lines
    assert f"  {HOST} is gone: has it moved?" in lines
    assert "  zenml.new.Config._check is new" in lines
    assert "  lists: True -> False" in lines
    assert "  parameters removed: 1" in lines
