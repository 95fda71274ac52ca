"""Everything that can be done from menus, keys and the search box, as data."""

from __future__ import annotations

from dataclasses import dataclass

LEDGER = "ledger"
"""An action may need: a ledger to be open …"""
WRITABLE = "writable"
"""… and not read-only …"""
UNDO, REDO = "undo", "redo"
"""… a step to take back or to do again …"""
IMPORTED = "imported"
"""… an import that can be taken back."""


@dataclass(frozen=True)
class ActionSpec:
    """One action. ``page`` names the page that does it (it is opened first); empty: the window does it.

    ``place`` is ``menu`` or ``top`` (a button of its own); ``words`` are further words the search box finds it by.
    """

    id: str
    text: str
    shortcut: str = ""
    icon: str = ""
    needs: tuple[str, ...] = ()
    page: str = ""
    words: str = ""
    checkable: bool = False


_ALL = (
    ActionSpec("ledger.open", "打开台账…", "Ctrl+O", "folder"),
    ActionSpec("ledger.new", "新建台账…", "", "folder-new"),
    ActionSpec("ledger.demo", "用演示台账试用", "", "demo", words="示例 练习"),
    ActionSpec("backup.now", "立即备份", "", "backup", (LEDGER,)),
    ActionSpec("window.quit", "退出", "Ctrl+Q", "exit"),
    ActionSpec("edit.undo", "撤销", "Ctrl+Z", "undo", (LEDGER, WRITABLE, UNDO)),
    ActionSpec("edit.redo", "重做", "Ctrl+Y", "redo", (LEDGER, WRITABLE, REDO)),
    ActionSpec("edit.steps", "撤销多步…", "Ctrl+Alt+Z", "history", (LEDGER, WRITABLE), words="步骤 历史 重做"),
    ActionSpec("import.files", "导入清单…", "Ctrl+I", "import", (LEDGER, WRITABLE), words="Excel 表格 交办"),
    ActionSpec("import.folder", "导入文件夹…", "", "folder", (LEDGER, WRITABLE), page="import", words="目录 批量"),
    ActionSpec("import.paste", "粘贴表格来导入", "", "copy", (LEDGER, WRITABLE), page="import", words="剪贴板 区域"),
    ActionSpec("import.rebuild", "还原历史台账…", "", "history", (LEDGER, WRITABLE), words="往月 去年 历史 月度台账"),
    ActionSpec("import.undo", "撤销上次导入", "", "undo", (LEDGER, WRITABLE, IMPORTED)),
    ActionSpec("window.search", "查找…", "Ctrl+K", "search", (LEDGER,), words="搜索"),
    ActionSpec("window.refresh", "刷新", "F5", "restore", (LEDGER,)),
    ActionSpec("ledger.bulk", "批量修改…", "Ctrl+H", "edit", (LEDGER, WRITABLE), page="ledger", words="替换 清空 统一"),
    ActionSpec(
        "ledger.move",
        "转为其他状态…",
        "Ctrl+Shift+M",
        "edit",
        (LEDGER, WRITABLE),
        page="ledger",
        words="流转 办理 状态",
    ),
    ActionSpec("ledger.extend", "延期…", "Ctrl+Shift+Y", "clock", (LEDGER, WRITABLE), page="ledger", words="时限 延长"),
    ActionSpec("ledger.suspend", "暂停…", "Ctrl+Shift+U", "clock", (LEDGER, WRITABLE), page="ledger", words="顺延"),
    ActionSpec(
        "ledger.escalate",
        "督促升级…",
        "Ctrl+Shift+L",
        "flag",
        (LEDGER, WRITABLE),
        page="ledger",
        words="预警 通报 约谈 挂牌督办 选中",
    ),
    ActionSpec("ledger.remind", "登记催办", "Ctrl+Shift+T", "flag", (LEDGER, WRITABLE), page="ledger", words="电话"),
    ActionSpec(
        "escalation.unit",
        "对单位采取督促措施…",
        "",
        "flag",
        (LEDGER, WRITABLE),
        page="escalation",
        words="预警 通报 约谈 挂牌督办 市 县",
    ),
    ActionSpec("closure.joint", "联审…", "", "closure", (LEDGER, WRITABLE), page="closure", words="销号 会审 批量"),
    ActionSpec("closure.filings", "打印销号备案表…", "", "print", (LEDGER,), page="closure", words="备案 销号 报备"),
    ActionSpec(
        "verification.new", "新建核查方案…", "", "check", (LEDGER, WRITABLE), page="closure", words="抽查 回头看 抽样"
    ),
    ActionSpec(
        "verification.collect", "导入核查结果…", "", "import", (LEDGER, WRITABLE), page="closure", words="核查表 收回"
    ),
    ActionSpec("ledger.remove", "删除选中的问题…", "Ctrl+-", "trash", (LEDGER, WRITABLE), page="ledger", words="移除"),
    ActionSpec("ledger.export", "导出 Excel…", "Ctrl+E", "export", (LEDGER,), page="ledger", words="表格"),
    ActionSpec("ledger.views", "切换视图…", "Ctrl+Shift+V", "filter", (LEDGER,), page="ledger", words="保存 筛选 列"),
    ActionSpec("ledger.print", "打印台账…", "Ctrl+P", "print", (LEDGER,), page="ledger", words="PDF 预览"),
    ActionSpec(
        "ledger.papers",
        "打印问题卡片等表单…",
        "Ctrl+Shift+P",
        "print",
        (LEDGER,),
        page="ledger",
        words="办理时间线 销号申请表 备案表 核查单 Word",
    ),
    ActionSpec(
        "ledger.archive", "一问题一档案包…", "", "folder", (LEDGER,), page="ledger", words="归档 一事一档 ZIP 缺项"
    ),
    ActionSpec("ledger.panel", "列表与详情之间切换", "F6", "ledger", (LEDGER,), page="ledger", words="面板 键盘"),
    ActionSpec(
        "ledger.compare", "两条问题并排…", "Ctrl+Shift+B", "columns", (LEDGER,), page="ledger", words="比较 对照"
    ),
    ActionSpec("fields.manage", "自定义字段…", "", "columns", (LEDGER,), page="settings", words="新建字段 加一列"),
    ActionSpec(
        "ledger.earlier", "与以前比较…", "Ctrl+Shift+D", "history", (LEDGER,), page="ledger", words="变化 上月 差异"
    ),
    ActionSpec("charts.save", "保存图表…", "", "save", (LEDGER,), page="charts", words="图片 PNG SVG PDF"),
    ActionSpec("charts.copy", "复制图表", "", "copy", (LEDGER,), page="charts", words="图片"),
    ActionSpec("charts.copy_table", "复制图表数据", "", "copy", (LEDGER,), page="charts", words="表格"),
    ActionSpec("theme.system", "外观跟随系统", "", "theme", checkable=True),
    ActionSpec("theme.light", "浅色外观", "", "theme", checkable=True),
    ActionSpec("theme.dark", "深色外观", "", "theme", checkable=True, words="夜间"),
    ActionSpec("window.menu", "菜单", "F10", "menu"),
    ActionSpec("help.open", "使用帮助", "F1", "info", words="说明 手册 怎么 快捷键"),
    ActionSpec("help.logs", "打开日志文件夹", "", "file", words="错误 报告"),
    ActionSpec("help.about", "关于整改台账", "", "info", words="版本"),
)

ACTIONS: dict[str, ActionSpec] = {spec.id: spec for spec in _ALL}

SEPARATOR = ""
RECENT = "@recent"
PAGES = "@pages"

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "文件",
        ("ledger.open", "ledger.new", RECENT, "ledger.demo", SEPARATOR, "import.files", "import.folder", "import.paste",
         "import.rebuild", "ledger.export", "ledger.print", "ledger.papers", "ledger.archive", SEPARATOR,
         "backup.now", SEPARATOR, "window.quit"),
    ),
    (
        "编辑",
        ("edit.undo", "edit.redo", "edit.steps", SEPARATOR, "ledger.bulk", "ledger.move", "ledger.extend",
         "ledger.suspend", "ledger.escalate", "ledger.remind",
         "escalation.unit", "verification.new", "verification.collect",
         "closure.joint", "closure.filings",
         "ledger.remove", "ledger.compare",
         "ledger.earlier", "fields.manage", SEPARATOR, "import.undo", SEPARATOR, "window.search"),
    ),
    ("转到", (PAGES, SEPARATOR, "ledger.views", "ledger.panel", "window.refresh")),
    ("图表", ("charts.save", "charts.copy", "charts.copy_table")),
    ("外观", ("theme.system", "theme.light", "theme.dark")),
    ("帮助", ("help.open", SEPARATOR, "help.logs", "help.about")),
)  # fmt: skip
"""What the menu holds; ``RECENT`` and ``PAGES`` stand for the ledgers opened last and the pages there are."""

BUTTONS = ("window.menu", "window.search", "import.undo", "import.files")
"""Actions with a place of their own in the top bar."""
