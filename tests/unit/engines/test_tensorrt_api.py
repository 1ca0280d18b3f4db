"""The types that TensorRT is called by, against NVIDIA's own Python bindings; and what is said where it is absent.

The bindings (`tensorrt-cu13-bindings`, a megabyte) load without TensorRT's gigabytes on libraries that hold nothing but
the symbols they ask for: names and signatures are real, nothing can be run.
"""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from avala_edge.errors import ModelUnavailable
from avala_edge.inference.tensorrt import TensorRTBuilder, api, gpu_name
from avala_edge.inference.tensorrt.cuda import LIBRARY

LIBRARIES = ("nvinfer", "nvonnxparser", "nvinfer_plugin")
CLASSES = {  # ours → theirs; the module itself is checked apart
    api.Logger: "Logger",
    api.CreationFlags: "NetworkDefinitionCreationFlag",
    api.BuilderFlags: "BuilderFlag",
    api.MemoryPools: "MemoryPoolType",
    api.Verbosities: "ProfilingVerbosity",
    api.LayerFormats: "LayerInformationFormat",
    api.TensorModes: "TensorIOMode",
    api.TimingCache: "ITimingCache",
    api.OptimizationProfile: "IOptimizationProfile",
    api.BuilderConfig: "IBuilderConfig",
    api.Builder: "Builder",
    api.OnnxParser: "OnnxParser",
    api.EngineInspector: "EngineInspector",
    api.ExecutionContext: "IExecutionContext",
    api.CudaEngine: "ICudaEngine",
    api.Runtime: "Runtime",
    api.TensorRT: "",
}
LOOK = """
import json, sys
import tensorrt_bindings as module
wanted = json.loads(sys.argv[1])
found = {"version": module.__version__}
for name, members in wanted.items():
    owner = getattr(module, name) if name else module
    found[name] = {m: getattr(getattr(owner, m), "__doc__", "") or "" for m in members if hasattr(owner, m)}
print(json.dumps(found))
"""


def members(protocol: type) -> list[str]:
    names = {*protocol.__annotations__, *(n for n, v in vars(protocol).items() if inspect.isfunction(v))}
    return sorted(name for name in names if not name.startswith("_") or name == "__version__")


@pytest.fixture(scope="module")
def bindings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    found = find_spec("tensorrt_bindings")
    assert found is not None, "pip install --no-deps tensorrt-cu13-bindings==11.4.0.106"
    assert found.origin is not None
    core = Path(found.origin).with_name("tensorrt.so")
    folder = tmp_path_factory.mktemp("libraries")
    asked = subprocess.run(["nm", "-D", "--undefined-only", core], capture_output=True, text=True, check=True).stdout
    symbols = sorted(
        set(re.findall(r" U (\w*(?:_INTERNAL|PluginRegistry|OnnxParserVersion|NvInferPlugins))$", asked, re.M))
    )
    assert "createInferBuilder_INTERNAL" in symbols
    source = folder / "symbols.c"
    source.write_text("".join(f"void *{name}(void) {{ return 0; }}\n" for name in symbols))
    major = subprocess.run(["readelf", "-d", core], capture_output=True, text=True, check=True).stdout
    for name in LIBRARIES:
        (soname,) = re.findall(rf"\[(lib{name}\.so\.\d+)\]", major)
        command = ["cc", "-shared", "-fPIC", "-o", folder / soname, source, f"-Wl,-soname,{soname}"]
        subprocess.run(command, check=True)
    wanted = json.dumps({theirs: members(ours) for ours, theirs in CLASSES.items()})
    done = subprocess.run(
        [sys.executable, "-c", LOOK, wanted],
        env={"LD_LIBRARY_PATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("ours", CLASSES, ids=lambda each: each.__name__)
def test_what_is_called_exists(ours: type, bindings: dict[str, dict[str, str]]) -> None:
    theirs = bindings[CLASSES[ours]]
    assert members(ours)
    assert set(members(ours)) <= theirs.keys()


@pytest.mark.parametrize("ours", [each for each in CLASSES if CLASSES[each]], ids=lambda each: each.__name__)
def test_arguments_are_called_what_they_are_called(ours: type, bindings: dict[str, dict[str, str]]) -> None:
    for name, function in inspect.getmembers(ours, inspect.isfunction):
        if name.startswith("_"):
            continue
        said = bindings[CLASSES[ours]][name]  # pybind11's docstring begins with the signature, or with several
        signatures = re.findall(rf"{name}\(self: [\w.]+(.*?)\) ->", said)
        mine = [each for each in inspect.signature(function).parameters if each != "self"]
        assert any(takes(signature, mine) for signature in signatures), (name, signatures)


def takes(signature: str, mine: list[str]) -> bool:
    """Say whether a function may be called with our arguments: theirs in this order, and all that have no default."""
    theirs = re.findall(r", (\w+): [^,=]*(=)?", signature)
    names = [name for name, _ in theirs]
    return names[: len(mine)] == mine and all(default for _, default in theirs[len(mine) :])


def test_precision_is_no_flag_any_more(bindings: dict[str, dict[str, str]]) -> None:
    assert bindings["version"].startswith("11.")  # type: ignore[attr-defined]
    assert "FP16" not in bindings["BuilderFlag"]


def test_a_machine_without_tensorrt_says_what_to_install() -> None:
    assert find_spec("tensorrt") is None
    with pytest.raises(ModelUnavailable, match=r"^TensorRT is not installed: pip install 'avala-edge\[gpu\]'"):
        TensorRTBuilder()


def test_one_that_cannot_be_loaded_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tensorrt.py").write_text("raise ImportError('libnvinfer.so.11: cannot open shared object file')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelUnavailable, match=r"cannot be loaded: libnvinfer\.so\.11"):
        TensorRTBuilder()
    sys.modules.pop("tensorrt", None)


def test_a_machine_without_a_driver_says_so() -> None:
    with pytest.raises(ModelUnavailable, match=LIBRARY):
        gpu_name()
