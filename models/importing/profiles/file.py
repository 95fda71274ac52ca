"""A profile as a file that another bureau can take in: JSON a person can read, checked before it is used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from models import clock
from models.errors import UserError
from models.importing.choices import POLICY_WORDS
from models.importing.field_list import CAN_FEED, CUSTOM
from models.importing.profiles.fit import header_keys
from models.importing.profiles.key import fingerprint
from models.importing.profiles.known import MOST_NAME, PROFILE, Profile, add, free_name, profile_of
from models.operations import Change
from models.operations.history import open_change_set
from models.output_file import replacing
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.store import Ledger

FORMAT = "整改台账导入方案"
VERSION = 1
MAX_BYTES = 1 << 20
_MOST_COLUMNS = 2_000
_MOST_TEXT = 500
_ADVICE = "请用“导出方案”得到的文件"


def file_name(name: str) -> str:
    """What the file of a profile is called."""
    clean = "".join("_" if char in '\\/:*?"<>|\n\r\t' else char for char in name).strip(" .")
    return f"导入方案-{clean or '未命名'}.json"


def export_profile(ledger: Ledger, profile_id: int, path: Path | str) -> Path:
    """Write one profile; UserError when it is gone."""
    with ledger.reading() as connection:
        row = connection.execute(select(PROFILE).where(PROFILE.c.id == profile_id)).one_or_none()
    if row is None:
        raise UserError("这个导入方案已经不在了", advice="请刷新后再试")
    path = Path(path)
    with replacing(path) as temporary:
        temporary.write_text(
            json.dumps(_as_file(profile_of(row), ledger), ensure_ascii=False, indent=2) + "\n", "utf-8"
        )
    return path


def import_profile(ledger: Ledger, path: Path | str) -> tuple[str, Change]:
    """Take a profile in from a file, under another name where its own is taken; UserError for whatever is wrong."""
    path = Path(path)
    name, headers, columns, settings = _read(path)
    with ledger.writing() as connection:
        columns = _as_here(columns, _object(_object(_parsed(path)).get("自定义字段")), path)
        chosen = free_name(connection, name)
        title = f"导入方案“{chosen}”"[:200]
        recorder = open_change_set(connection, ledger.actor, title, kind="setting")
        add(connection, recorder, chosen, fingerprint(headers), columns, {"headers": headers, **settings})
        recorder.close()
        return chosen, Change(recorder.id, title, frozenset(), frozenset({"import_profile"}), "setting")


def _as_file(profile: Profile, ledger: Ledger) -> dict[str, Any]:
    keys = header_keys(profile.headers)
    ignored = set(profile.settings.get("ignored", ()))
    settings = {key: value for key, value in profile.settings.items() if key not in ("headers", "ignored", "deleted")}
    used = {name for names in profile.columns.values() for name in names}
    return {
        "格式": FORMAT,
        "版本": VERSION,
        "名称": profile.name,
        "导出时间": clock.now().isoformat(timespec="seconds"),
        "列": [
            {"表头": header, "字段": list(profile.columns.get(key, ())), "忽略": key in ignored}
            for header, key in zip(profile.headers, keys, strict=True)
        ],
        "自定义字段": {spec.key: spec.title for spec in ledger.custom_fields if spec.key in used},
        "设置": settings,
    }


def _read(path: Path) -> tuple[str, list[str], dict[str, list[str]], dict[str, Any]]:
    """Name, headers, columns and settings; everything is looked at before it is believed."""
    content = _object(_parsed(path))
    if content.get("格式") != FORMAT:
        raise UserError("这不是导入方案的文件", where=path.name, advice=_ADVICE)
    version = content.get("版本")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise UserError("方案文件没有写明版本", where=path.name, advice=_ADVICE)
    if version > VERSION:
        raise UserError(f"方案文件是新版程序导出的（版本 {version}）", where=path.name, advice="请先升级本程序")
    lines = _list(content.get("列"))
    if not 0 < len(lines) <= _MOST_COLUMNS:
        raise UserError("方案文件里没有列，或列太多", where=path.name, advice=_ADVICE)
    headers: list[str] = []
    fields: list[list[str]] = []
    ignored: list[bool] = []
    for number, line in enumerate(lines, 1):
        header, names, skip = _line(line, number, path)
        headers.append(header)
        fields.append(names)
        ignored.append(skip)
    keys = header_keys(headers)
    columns = {key: names for key, names in zip(keys, fields, strict=True) if names}
    if not columns:
        raise UserError("方案文件里没有一列对应到字段", where=path.name, advice=_ADVICE)
    settings = _settings(content.get("设置"))
    skipped = [key for key, skip in zip(keys, ignored, strict=True) if skip]
    if skipped:
        settings["ignored"] = skipped
    name = content.get("名称")
    plain = name if isinstance(name, str) else ""
    return _plain(plain, MOST_NAME) or path.stem[:MOST_NAME], headers, columns, settings


def _as_here(columns: dict[str, list[str]], titles: dict[str, Any], path: Path) -> dict[str, list[str]]:
    """Fields of the other bureau's own are found by their titles here; a column whose field is not known feeds none."""
    here = {field.title: field.key for field in FIELDS.custom()}
    found: dict[str, list[str]] = {}
    for key, names in columns.items():
        known = [here.get(str(titles.get(name, "")), "") if name in CUSTOM else name for name in names]
        if any(known):
            found[key] = [name for name in known if name]
    if not found:
        raise UserError(
            "方案里的列只对应到别的台账的自定义字段", where=path.name, advice="请先在本台账建立同名的自定义字段"
        )
    return found


def _parsed(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError("方案文件超过 1 MiB，不像是导入方案", where=path.name, advice=_ADVICE)
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UserError(f"方案文件读不了（{error.strerror}）", where=path.name, advice="请检查文件后再试") from error
    except (ValueError, RecursionError) as error:
        raise UserError("方案文件不完整，或不是 UTF-8 的 JSON", where=path.name, advice=_ADVICE) from error


def _line(given: Any, number: int, path: Path) -> tuple[str, list[str], bool]:
    line = _object(given)
    header, names = line.get("表头"), line.get("字段", [])
    if not isinstance(header, str) or len(header) > _MOST_TEXT or not isinstance(names, list):
        raise UserError(f"方案文件里第 {number} 列写得不对", where=path.name, advice=_ADVICE)
    fields = [str(name) for name in _list(names)]
    unknown = [name for name in fields if name not in CAN_FEED]
    if unknown:
        raise UserError(
            f"方案文件里第 {number} 列对应到不认识的字段“{unknown[0][:40]}”",
            where=path.name,
            advice="它可能来自别的版本，请在本机重新对应一次",
        )
    return header, list(dict.fromkeys(fields)), line.get("忽略") is True


def _settings(given: Any) -> dict[str, Any]:
    """Only what is known and well formed is taken over."""
    kept = _object(given)
    found: dict[str, Any] = {}
    for key in ("sheet", "sender"):
        if isinstance(kept.get(key), str) and kept[key]:
            found[key] = _plain(kept[key], 100)
    found["separators"] = {
        field: text
        for field, text in _object(kept.get("separators")).items()
        if field in CAN_FEED - CUSTOM and isinstance(text, str) and len(text) < 9
    }
    found["policies"] = {
        field: word
        for field, word in _object(kept.get("policies")).items()
        if field in CAN_FEED - CUSTOM and word in tuple(POLICY_WORDS)
    }
    found["split"] = kept.get("split") is True
    year = kept.get("year")
    if isinstance(year, int) and 1990 <= year <= 2100:
        found["year"] = year
    found["how"] = _how(_object(kept.get("how")))
    return {key: value for key, value in found.items() if value}


def _how(given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        key: given[key] for key in ("hidden_rows", "hidden_columns", "as_text") if isinstance(given.get(key), bool)
    }
    rows = _list(given.get("header"))
    if len(rows) == 2 and all(type(row) is int and 0 < row < 1_000 for row in rows) and rows[0] <= rows[1]:
        found["header"] = (rows[0], rows[1])
    return found


def _object(given: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", given) if isinstance(given, dict) else {}


def _list(given: Any) -> list[Any]:
    return cast("list[Any]", given) if isinstance(given, list) else []


def _plain(text: str, most: int) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:most]
