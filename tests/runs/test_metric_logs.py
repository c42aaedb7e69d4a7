"""Numbers of runs in CSV, TensorBoard and MLflow, read back by their own libraries."""

import csv
import json
import sqlite3

import pytest
from mlflow import MlflowClient
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gan_core.cli.main import main
from gan_core.runs.metric_logs import EXPERIMENT, MetricLogs, numbers_of

TOY = [
    "toy", "--preset", "ns", "--set", "hidden=8", "--set", "batch_size=16",
    "--set", "samples_per_mode=10", "--steps", "200", "--device", "cpu",
]  # fmt: skip
TRAIN = [
    "train", "vae-mnist-2d", "--set", "dataset=digits", "--set", "width=8",
    "--set", "batch_size=8", "--device", "cpu", "--threads", "1",
]  # fmt: skip
# MLflow with the newest SQLAlchemy.
pytestmark = pytest.mark.filterwarnings("ignore:The ``noload`` loader strategy:DeprecationWarning")
DIVERGING = ["--set", "lr=1", "--set", "optimizer=sgd", "--set", "schedule=constant"]


def table(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def scalars(folder):
    found = EventAccumulator(str(folder)).Reload()
    return {
        name: {event.step: event.value for event in found.Scalars(name)}
        for name in found.Tags()["scalars"]
    }


def stored(address):
    client = MlflowClient(tracking_uri=address)
    experiment = client.get_experiment_by_name(EXPERIMENT).experiment_id
    return client, client.search_runs([experiment], order_by=["attributes.start_time"])


def test_toy_writes_the_same_numbers_to_all_three(tmp_path, capsys):
    database = f"sqlite:///{tmp_path}/runs.db"
    arguments = ["--log", f"csv:{tmp_path}/new/run.csv", "--log", f"tensorboard:{tmp_path}/events",
                 "--log", f"mlflow:{database}", "--json"]  # fmt: skip
    assert main([*TOY, *arguments]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "notices" not in answer
    rows = table(tmp_path / "new" / "run.csv")
    assert [row["step"] for row in rows] == ["0", "100", "200"]
    assert int(rows[-1]["modes"]) == answer["modes"]
    # What does not exist is empty: no loss before the first step.
    assert rows[0]["loss_d"] == ""

    events = scalars(tmp_path / "events")
    client, (run,) = stored(database)
    assert run.info.status == "FINISHED"
    assert run.info.run_name == "ns"
    assert run.data.params["hidden_g"] == run.data.params["hidden_d"] == "8"
    for name in ("loss_d", "loss_g", "modes", "js"):
        wanted = {int(row["step"]): float(row[name]) for row in rows if row[name]}
        assert events[name] == pytest.approx(wanted)
        history = {m.step: m.value for m in client.get_metric_history(run.info.run_id, name)}
        assert history == pytest.approx(wanted)


def test_train_goes_on_in_its_logs(tmp_path):
    out, file, events = tmp_path / "vae", tmp_path / "run.csv", tmp_path / "events"
    database = f"sqlite:///{tmp_path}/runs.db"
    logs = ["--out", str(out), "--log", f"csv:{file}", "--log", f"tensorboard:{events}",
            "--log", f"mlflow:{database}"]  # fmt: skip
    assert main([*TRAIN, *logs, "--steps", "200"]) == 0
    first = table(file)
    # As after a crash: rows beyond the checkpoint, the last one cut short.
    with file.open("a") as text:
        text.write("300,1,1,1,1\n40")
    assert main([*TRAIN, *logs, "--steps", "300", "--resume"]) == 0
    rows = table(file)
    assert rows[: len(first)] == first
    assert [row["step"] for row in rows] == ["100", "200", "300"]
    assert list(rows[0]) == ["step", "seconds", "steps_per_s", "reconstruction", "kl"]
    logged = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    assert [float(row["kl"]) for row in rows] == [row["losses"]["kl"] for row in logged]
    assert sorted(scalars(events)["kl"]) == [100, 200, 300]
    _, runs = stored(database)
    assert [run.data.tags.get("resumed_at") for run in runs] == [None, "200"]


def test_a_run_that_diverges_is_a_failed_one(tmp_path, capsys):
    database = f"sqlite:///{tmp_path}/runs.db"
    arguments = ["toy", "--preset", "wgan-noclip", *TOY[3:-4], "--steps", "4000", *DIVERGING,
                 "--log", f"mlflow:{database}", "--log", f"csv:{tmp_path}/run.csv"]  # fmt: skip
    assert main(arguments) == 1
    assert "no longer a finite" in capsys.readouterr().err
    assert stored(database)[1][0].info.status == "FAILED"
    text = (tmp_path / "run.csv").read_text()
    assert text.count("\n") > 1
    assert "nan" not in text
    assert "inf" not in text


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("run.csv", "is no log; accepted: csv:FILE.csv, tensorboard:DIR, mlflow:URI"),
        ("wandb:here", "is no log"),
        ("csv:", "is no log"),
        ("csv:run.txt", "ends in '.txt'; accepted: .csv"),
        ("csv:/proc/run.csv", "cannot be written"),
        ("mlflow:nonsense://x", "cannot be opened"),
        ("mlflow:http://127.0.0.1:9", "cannot be opened"),
    ],
)
def test_what_is_no_log_is_one_line(log, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([*TOY, "--log", log]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_another_runs_events_are_not_mixed_in(tmp_path, capsys):
    (tmp_path / "events.out.tfevents.1").touch()
    assert main([*TOY, "--log", f"tensorboard:{tmp_path}"]) == 2
    assert "has another run's events; choose another folder" in capsys.readouterr().err


@pytest.mark.parametrize(("kind", "module"), [("tensorboard", "tensorboard"), ("mlflow", "mlflow")])
def test_without_the_library_a_line_says_what_to_install(
    kind, module, capsys, monkeypatch, tmp_path
):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    monkeypatch.delitem(__import__("sys").modules, "torch.utils.tensorboard", raising=False)
    assert main([*TOY, "--log", f"{kind}:{tmp_path}/new"]) == 2
    assert f"pip install 'gan-explorer[{kind}]'" in capsys.readouterr().err


def test_a_log_that_breaks_ends_and_the_run_goes_on(tmp_path, capsys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gan_core.runs.metric_logs.CsvLog.write", full)
    assert main([*TOY, "--log", f"csv:{tmp_path}/run.csv", "--json"]) == 0
    (notice,) = json.loads(capsys.readouterr().out)["notices"]
    assert notice.startswith(f"the log csv:{tmp_path}/run.csv could not be written: ")
    assert "No space left" in notice


def test_a_store_that_goes_away_is_a_notice(tmp_path):
    class Gone:
        def write(self, *_):
            self.close()

        def close(self, *_):
            raise sqlite3.OperationalError("unable to open database file")

    logs = MetricLogs({"mlflow:x": Gone()})
    logs.write({"step": 1, "a": 1.0})
    logs.write({"step": 2, "a": 1.0})
    assert logs.notices == ["the log mlflow:x could not be written: unable to open database file"]


def test_only_finite_numbers_are_logged():
    report = {
        "step": 3, "a": 1, "b": None, "c": float("nan"), "d": "x", "e": True,
        "losses": {"kl": 2.0, "g": float("inf")}, "sigmas": [1.0],
    }  # fmt: skip
    assert numbers_of(report) == {"a": 1, "kl": 2.0}
