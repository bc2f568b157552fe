from pathlib import Path

import pytest

from jixiao.plan import Plan, plan_from_json

ROOT = Path(__file__).parent
SAMPLES = ROOT.parent / "src" / "jixiao" / "samples"


@pytest.fixture(scope="session")
def sample_plan() -> Plan:
    """天津市工业和信息化局 2025, labelled by hand."""
    return plan_from_json((ROOT / "golden" / "tianjin-miit-2025.plan.json").read_bytes())


@pytest.fixture(scope="session")
def sample_text() -> str:
    return (SAMPLES / "tianjin-miit-2025.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def sample_xlsx() -> bytes:
    return (SAMPLES / "tianjin-miit-2025.xlsx").read_bytes()
