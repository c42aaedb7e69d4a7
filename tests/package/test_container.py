"""The container's files fit the checkout; there is no Docker where the tests run."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
COPIED = [
    source
    for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE)
    for source in line.split()[:-1]
]
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())


def test_all_that_is_copied_is_there_and_not_ignored():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert len(COPIED) > 5
    assert [source for source in COPIED if not (ROOT / source).exists()] == []
    assert {line[1:] for line in ignored if line.startswith("!")} == set(COPIED)


@pytest.mark.parametrize("name", ["app", "gpu"])
def test_a_service_builds_this_dockerfile_and_keeps_its_runs(name):
    service = COMPOSE["services"][name]
    context = (ROOT / "deploy" / service["build"]["context"]).resolve()
    assert context == ROOT
    assert (context / service["build"]["dockerfile"]).read_text() == DOCKERFILE
    (volume,) = service["volumes"]
    source, target = volume.split(":")
    assert source in COMPOSE["volumes"]
    assert f"GAN_EXPLORER_HOME={target}" in DOCKERFILE
    assert set(service["build"]["args"]) == set(re.findall(r"^ARG (\w+)", DOCKERFILE, re.MULTILINE))


def test_it_runs_as_a_user_and_starts_a_classroom():
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE) == ["gan"]
    (entry,) = re.findall(r"^ENTRYPOINT (.+)$", DOCKERFILE, re.MULTILINE)
    assert json.loads(entry)[:3] == ["python", "-m", "ui.launch"]
    (usual,) = re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)
    assert json.loads(usual) == ["--classroom"]
    assert "_stcore/health" in DOCKERFILE


def test_the_cpu_build_leaves_out_only_cuda():
    (program,) = re.findall(r"awk '([^']+)'", DOCKERFILE)
    text = (ROOT / "requirements.lock").read_text()
    command = ["awk", program, "requirements.lock"]
    kept = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    pin = re.compile(r"^([\w.-]+)==", re.MULTILINE)
    gone = set(pin.findall(text)) - set(pin.findall(kept))
    assert {"torch", "torchvision", "triton"} < gone
    rest = gone - {"torch", "torchvision", "triton"}
    assert all(name.startswith(("nvidia-", "cuda-")) for name in rest)
    assert {"streamlit", "numpy", "segno"} <= set(pin.findall(kept))
    assert kept.count("--hash=") > 100


def test_a_space_has_what_the_container_copies_and_no_class(tmp_path):
    space = tmp_path / "space"
    subprocess.run(["make", "--silent", "space", f"SPACE={space}"], cwd=ROOT, check=True)
    assert {path.name for path in space.iterdir()} == {*COPIED, "Dockerfile", "README.md"}
    made = (space / "Dockerfile").read_text()
    assert made.startswith(DOCKERFILE)
    assert re.findall(r"^CMD (.+)$", made, re.MULTILINE)[-1] == "[]"
    _, card, text = (space / "README.md").read_text().split("---\n", 2)
    facts = yaml.safe_load(card)
    assert facts["sdk"] == "docker"
    assert f"EXPOSE {facts['app_port']}" in made
    assert len(facts["short_description"]) <= 60  # more is refused by the hub
    assert "non-commercial" in text
    largest = max(path.stat().st_size for path in space.rglob("*") if path.is_file())
    assert largest < 10_000_000  # what the hub takes without Git LFS
    assert not (space / "ui" / "live" / "node_modules").exists()
