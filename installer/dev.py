"""One command to run the program and one to test it, on a bare Windows or Debian machine; standard library only.

python installer/dev.py run     set everything up, open the window on a demo ledger
                                (without a display: do the same job offscreen, results in demo-output/)
python installer/dev.py test    set everything up, run all tests
python installer/dev.py setup   only set up
python installer/dev.py check   format, lint, import rules and types
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
OUTPUT = ROOT / "demo-output"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
SUPPORTED = ((3, 11), (3, 14))

QT_LIBRARIES = ["libgl1", "libegl1", "libglib2.0-0", "libfontconfig1", "libdbus-1-3", "libxkbcommon0"]
SCREEN_LIBRARIES = [
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0",
    "libxcb-render-util0", "libxcb-image0",
]  # fmt: skip
TEST_PROGRAMS = ["libreoffice-calc-nogui", "libreoffice-writer-nogui", "poppler-utils"]
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}
"""Names that Debian 13 changed; either one satisfies."""


def main(arguments: list[str]) -> int:
    """Do what the first argument names."""
    if not SUPPORTED[0] <= sys.version_info[:2] < SUPPORTED[1]:
        return stop(f"需要 Python 3.11 至 3.13，现在是 {sys.version.split()[0]}。")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    tasks = {"run": run, "test": test, "setup": setup_only, "check": check}
    if not arguments or arguments[0] not in tasks:
        print(__doc__)
        return 2
    try:
        return tasks[arguments[0]](arguments[1:])
    except subprocess.CalledProcessError as error:
        return stop(f"这一步没有成功（退出码 {error.returncode}）：{' '.join(map(str, error.cmd))}")
    except KeyboardInterrupt:
        return 130


def run(extra: list[str]) -> int:
    """Open the window on a demo ledger, or do the main job offscreen where there is no display."""
    screen = has_display()
    set_up(QT_LIBRARIES + (SCREEN_LIBRARIES if screen else []))
    OUTPUT.mkdir(exist_ok=True)
    ledger = OUTPUT / "演示台账"
    if not (ledger / "ledger.sqlite").exists():
        say("正在生成演示台账……")
        program("models.cli", "--ledger", ledger, "demo")
    if screen:
        say("正在打开窗口……")
        return subprocess.call([PYTHON, "-X", "utf8", "-m", "desktop", "--ledger", str(ledger), *extra], cwd=ROOT)
    say("没有显示器：不开窗口，完成同样的工作，结果放在 demo-output/。")
    return offscreen_job(ledger)


def offscreen_job(ledger: Path) -> int:
    """Import a sample list, export, draw, print and picture the pages; say where everything is."""
    sample = min((ROOT / "resources" / "samples").glob("*.xlsx"), key=lambda path: len(path.name))
    program("models.cli", "--ledger", ledger, "import", sample)
    program("models.cli", "--ledger", ledger, "export", OUTPUT / "整改台账.xlsx")
    for chart in ("progress-by-city", "by-category", "deadlines-by-month"):
        program("models.cli", "--ledger", ledger, "chart", chart, "--out", OUTPUT / f"{chart}.png")
    program("models.cli", "--ledger", ledger, "report", "ledger-table", "--out", OUTPUT / "整改台账.pdf")
    pictures = OUTPUT / "pages"
    program("desktop", "--ledger", ledger, "--screenshots", pictures)
    expected = [OUTPUT / "整改台账.xlsx", OUTPUT / "整改台账.pdf", OUTPUT / "progress-by-city.png"]
    missing = [path for path in expected if not path.exists() or path.stat().st_size == 0]
    shown = sorted(pictures.glob("*.png"))
    if missing or not shown:
        return stop("有结果没有生成：" + "、".join(str(path) for path in missing or [pictures]))
    say(f"完成。Excel、图表、PDF 在 {OUTPUT}，{len(shown)} 张页面图片在 {pictures}。")
    return 0


def test(extra: list[str]) -> int:
    """Run every test offscreen."""
    set_up(QT_LIBRARIES, wanted=TEST_PROGRAMS)
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONUTF8="1")
    return subprocess.call([PYTHON, "-X", "utf8", "-m", "pytest", *extra], cwd=ROOT, env=environment)


def setup_only(extra: list[str]) -> int:
    """Environment, dependencies and system libraries; nothing is run."""
    set_up(QT_LIBRARIES + (SCREEN_LIBRARIES if has_display() else []))
    return 0


def check(extra: list[str]) -> int:
    """What a change must pass beside the tests."""
    set_up([])
    scripts = PYTHON.parent
    steps = [
        [scripts / "ruff", "format", "--check", "."],
        [scripts / "ruff", "check", "."],
        [scripts / "lint-imports"],
        [scripts / "basedpyright"],
    ]
    results = [subprocess.call(step, cwd=ROOT) for step in steps]
    return max(results)


def set_up(libraries: list[str], wanted: list[str] | None = None) -> None:
    """Bring the machine to where the program runs: system libraries, environment, locked dependencies."""
    debian_packages(libraries, needed=True)
    debian_packages(wanted or [], needed=False)
    if not PYTHON.exists():
        say("正在建立 Python 环境 .venv……")
        make_environment()
    wish = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / "installed.sha256"
    if stamp.exists() and stamp.read_text(encoding="ascii").strip() == wish:
        return
    say("正在安装锁定的依赖（按哈希核对）……")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True, cwd=ROOT)
    subprocess.run([*pip, "--no-build-isolation", "--editable", ROOT], check=True, cwd=ROOT)
    stamp.write_text(wish, encoding="ascii")


def make_environment() -> None:
    """A virtual environment; on Debian its module may be a package of its own."""
    command = [sys.executable, "-m", "venv", VENV]
    if subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    name = f"python3.{sys.version_info[1]}-venv"
    debian_packages([name], needed=True)
    subprocess.run(command, check=True, cwd=ROOT)


def debian_packages(names: list[str], *, needed: bool) -> None:
    """Install Debian packages that are missing when root; otherwise print the one line to run."""
    if WINDOWS or shutil.which("dpkg-query") is None:
        return
    missing = [name for name in names if not installed(name)]
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0:
        purpose = "缺少系统库，请先运行" if needed else "部分测试需要下列程序，没有时会跳过；可运行"
        say(f"{purpose}：\n    sudo {line}")
        if needed:
            raise SystemExit(2)
        return
    say(f"正在安装系统软件包：{' '.join(missing)}")
    quietly(["apt-get", "update", "-q"], needed)
    available = [package_name(name) for name in missing]
    quietly(["apt-get", "install", "-y", "-q", "--no-install-recommends", *available], needed)


def quietly(command: list[str], needed: bool) -> None:
    """Run a system command; what it prints is shown only where it fails."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        print(done.stdout[-2000:] + done.stderr[-2000:], file=sys.stderr)
        if needed:
            raise subprocess.CalledProcessError(done.returncode, command)


def installed(name: str) -> bool:
    """Whether the package, or its successor, is installed."""
    for candidate in {name, RENAMED.get(name, name)}:
        query = ["dpkg-query", "-W", "-f=${Status}", candidate]
        if "ok installed" in subprocess.run(query, capture_output=True, text=True, check=False).stdout:
            return True
    return False


def package_name(name: str) -> str:
    """The name under which this release of Debian carries the package."""
    if name not in RENAMED:
        return name
    known = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False).returncode == 0
    return name if known else RENAMED[name]


def program(module: str, *arguments: object) -> None:
    """Run a module of the program offscreen and stop where it fails."""
    environment = dict(os.environ, PYTHONUTF8="1")
    if not has_display():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [str(PYTHON), "-X", "utf8", "-m", module, *map(str, arguments)]
    code = subprocess.call(command, cwd=ROOT, env=environment)
    if code not in (0, 1):
        raise subprocess.CalledProcessError(code, command)


def has_display() -> bool:
    """Whether a window can be shown."""
    return WINDOWS or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def say(text: str) -> None:
    """One line to whoever started this."""
    print(text, flush=True)


def stop(text: str) -> int:
    """Say why it cannot go on."""
    print(text, file=sys.stderr, flush=True)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
