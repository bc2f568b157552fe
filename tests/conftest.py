import datetime
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


@pytest.fixture(scope="session")
def sample_actuals(sample_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's actual values of the year's end, computed from the demo pack: synthetic."""
    from jixiao.evidence.measuring import actuals_json, measure
    from jixiao.samples.department import filled_pack

    folder = tmp_path_factory.mktemp("sample")
    path = folder / "完成值（合成数据）.json"
    path.write_bytes(actuals_json(measure(sample_plan, filled_pack(folder / "资料包"), datetime.date(2025, 12, 31))))
    return path
