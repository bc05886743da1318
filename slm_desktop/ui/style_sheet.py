"""The style sheet, with the names of colour tokens in place of colours."""

from string import Template

STYLE_SHEET = Template("""
* { outline: none; }
QToolTip { background: $raised; color: $text; border: 1px solid $line2; padding: 6px 8px; border-radius: 6px; }
QMainWindow, #chatScreen, #compareScreen, #compareBody, #settingsScreen, #monitorScreen, #monitorBody, #modelsScreen, #openModel, #detailsBody, #transcript { background: $content; }
#rail { background: $window; border-right: 1px solid $line; }
#chatList, #inspector, #inspectorBody, #graph { background: $sidebar; }
#chatList { border-right: 1px solid $line; }
#inspector { border-left: 1px solid $line; }
#filters { background: $sidebar; border-bottom: 1px solid $line; }
#foundList, #factsPanel, #factsBody, #downloadsPanel { background: $sidebar; }
#foundList { border-right: 1px solid $line; }
#factsPanel { border-left: 1px solid $line; }
#downloadsPanel { border-top: 1px solid $line; }
#tokenBar { background: $accentSoft; border-bottom: 1px solid $line; }
#graph { border-top: 1px solid $line; }
#compareColumn { background: $content; border-right: 1px solid $line; }
#compareBand { background: $sidebar; border-top: 1px solid $line; border-bottom: 1px solid $line; }
#evidence, #plotHolder { background: $sidebar; }
#evidence { border-top: 1px solid $line; }
QPushButton#columnModel { color: $text; font-size: ${size14}px; font-weight: 600; text-align: left; padding: 0 4px; }
QPushButton#columnSettings { text-align: left; font-size: ${size12}px; padding: 0 8px; min-height: 24px; }
QPushButton[kind="chosen"] { background: $accentSoft; border: 1px solid $accent; color: $accentText; }
QPushButton[kind="chosen"]:disabled { color: $accentText; }
#scores { background: transparent; border: none; color: $text; gridline-color: $line; selection-background-color: $selected;
    selection-color: $text; }
#scores QTableCornerButton::section { background: transparent; border: none; border-bottom: 1px solid $line; }
#scores QHeaderView::section:vertical { border-bottom: none; padding: 4px 12px 4px 24px; }
#tickList { background: $raised; border: 1px solid $line2; border-radius: 6px; color: $text; }
#tickList::item { padding: 5px 6px; color: $text; }
#tickList::item:hover { background: $hover; }
#tickList::item:selected { background: $selected; color: $text; }
#foundList QListWidget::item, #promptList QListWidget::item { border-radius: 6px; padding: 6px 8px; color: $text; }
#foundList QListWidget::item:hover, #promptList QListWidget::item:hover { background: $hover; }
#foundList QListWidget::item:selected, #promptList QListWidget::item:selected { background: $selected; color: $text; }
#header { background: $content; border-bottom: 1px solid $line; }
QLabel { background: transparent; color: $text; }
QLabel[tone="2"] { color: $text2; }
QLabel[tone="3"] { color: $text3; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="ok"] { color: $ok; }
QLabel[series="weights"] { color: $weights; }
QLabel[series="kv"] { color: $kv; }
QLabel[series="rest"] { color: $rest; }
QLabel[series="seriesB"] { color: $seriesB; }
QLabel[series="seriesC"] { color: $seriesC; }
QLabel[series="seriesA"] { color: $seriesA; }
QLabel[series="seriesD"] { color: $seriesD; }
QLabel[series="seriesE"] { color: $seriesE; }
QLabel[series="seriesF"] { color: $seriesF; }
QLabel[tone="accent"] { color: $accentText; }
QLabel[series="warn"] { color: $warn; }
QLabel[series="accent"] { color: $accent; }
QLabel[series="text3"] { color: $text3; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $line2; border-radius: 3px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: $text3; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none; width: 0; height: 0; }

QToolButton, QPushButton { background: transparent; color: $text2; border: 1px solid transparent; border-radius: 6px; padding: 0 8px; }
QPushButton { min-height: ${button}px; padding: 0 12px; font-weight: 500; }
QToolButton:hover, QPushButton:hover { background: $hover; color: $text; }
QToolButton:pressed, QPushButton:pressed { background: $selected; }
QToolButton:focus, QPushButton:focus { border: 2px solid $accent; }
QToolButton:disabled, QPushButton:disabled { color: $text3; }
QToolButton#fold { padding: 0; margin-left: -2px; }
QToolButton[kind="icon"] { padding: 0; }
QToolButton[kind="icon"]:checked { background: $accentSoft; }
QPushButton[kind="plain"] { border: 1px solid $line2; background: $raised; color: $text; }
QPushButton[kind="plain"]:hover { background: $hover; }
QPushButton[kind="plain"]:focus { border: 2px solid $accent; }
QPushButton[kind="primary"] { background: $accent; color: $onAccent; border: 1px solid $accent; }
QPushButton[kind="danger"] { background: $bad; color: $content; border: 1px solid $bad; }
QPushButton[kind="danger"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:hover { background: $accentText; border-color: $accentText; color: $content; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="plain"]:disabled { background: $sunken; color: $text3; border-color: $line; }
QPushButton[kind="primary"]:disabled { background: $selected; color: $text3; border-color: $selected; }
QToolButton#preset { border: 1px solid $line2; background: $raised; color: $text; padding: 0 10px; text-align: left; }
QToolButton#preset:hover { background: $hover; }
QToolButton#preset:focus { border: 2px solid $accent; }
QToolButton#send { background: $accent; border-radius: 8px; padding: 0; }
QToolButton#send:disabled { background: $selected; }
QToolButton#send[mode="stop"] { background: $text; }
QToolButton#send:focus { border: 2px solid $text3; }
QToolButton[kind="rail"] { border-radius: 8px; color: $text2; padding: 6px 0 4px 0; }
QToolButton[kind="rail"]:checked { background: $selected; color: $text; font-weight: 600; }

QLineEdit, QAbstractSpinBox, QComboBox { background: $raised; color: $text; border: 1px solid $line2; border-radius: 6px; padding: 0 8px; min-height: ${field}px;
    selection-background-color: $accent; selection-color: $onAccent; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: 2px solid $accent; padding: 0 7px; }
QLineEdit[kind="value"] { min-height: ${value}px; padding: 0 7px; }
QLineEdit:disabled { color: $text3; background: $sunken; }
#foot { background: $content; border-top: 1px solid $line; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url($caret); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $line2; selection-background-color: $selected;
    selection-color: $text; }
QPlainTextEdit[kind="lines"] { background: $raised; color: $text; border: 1px solid $line2; border-radius: 6px; padding: 2px 4px; }
QPlainTextEdit[kind="lines"]:focus { border: 2px solid $accent; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { border: none; background: transparent; min-height: 0; padding: 0 8px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; height: 0; border: none; }
QCheckBox { color: $text; spacing: 8px; }
QCheckBox::indicator, #tickList::indicator { width: 16px; height: 16px; border: 1px solid $line2; border-radius: 4px; background: $raised; }
QCheckBox::indicator:checked, #tickList::indicator:checked { background: $accent; border-color: $accent; image: url($check); }
QCheckBox:focus { color: $accentText; }

QMenu { background: $raised; color: $text; border: 1px solid $line2; border-radius: 8px; padding: 4px; }
QMenu::item { padding: 6px 14px; border-radius: 5px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QListView { background: transparent; border: none; color: $text; }
#picker QListView::item { border-radius: 6px; }
#picker QListView::item:hover { background: $hover; }
#picker QListView::item:selected { background: $selected; }
#picker { background: $raised; border: 1px solid $line2; border-radius: 10px; }
#pill { background: $raised; border: 1px solid $line2; border-radius: 8px; text-align: left; padding: 0; }
#pill:hover { background: $hover; }
#pill:focus { border: 2px solid $accent; }
#composer { background: $raised; border: 1px solid $line2; border-radius: 12px; }
#composer[active="true"] { border: 2px solid $accent; }
#draft { background: transparent; border: none; color: $text; selection-background-color: $accent; selection-color: $onAccent; }
#bubble { background: $hover; border-radius: 12px; }
#bubble QLabel { color: $text; }
#undo { background: $raised; border: 1px solid $line2; border-radius: 8px; }
#sheet { background: $raised; border: 1px solid $line2; border-radius: 12px; }
#found { background: transparent; border: 1px solid $accent; border-radius: 10px; }
#toolCall { background: $raised; border: 1px solid $line2; border-radius: 8px; }
#toolResult { background: $sunken; border: 1px solid $line; border-radius: 8px; }
#chip { background: $hover; border-radius: 6px; }
QToolButton[onPicture="true"] { background: $raised; border: 1px solid $line2; border-radius: 10px; margin: 2px; }
QToolButton[onPicture="true"]:hover { background: $hover; }
QToolButton[onPicture="true"]:focus { border: 2px solid $accent; }
#code { background: $sunken; border: 1px solid $line; border-radius: 8px; }
#codeText { background: transparent; border: none; color: $text; }
#prose { background: transparent; border: none; color: $text; selection-background-color: $accent; selection-color: $onAccent; }
#thinking { border-left: 2px solid $line2; }
#banner { background: $raised; border: 1px solid $line2; border-radius: 10px; }
#details { background: $sunken; border: 1px solid $line; border-radius: 6px; color: $text2; }
#answerText { background: $sunken; border: 1px solid $line; border-radius: 6px; color: $text; padding: 8px; }
#tile { border-radius: 8px; }
#tile[tone="bad"] { background: $badSoft; }
#tile[tone="warn"] { background: $warnSoft; }
#tile[tone="info"] { background: $accentSoft; }
#tile[tone="ok"] { background: $okSoft; }
#fit { border-radius: 4px; background: $hover; }
#fit[tone="ok"] { background: $okSoft; }
#fit[tone="warn"] { background: $warnSoft; }
#fit[tone="bad"] { background: $badSoft; }
#dot { background: $accent; border-radius: 4px; }
#letter { border: 1px solid $line2; border-radius: 6px; background: $raised; }
#recommended { background: $accentSoft; color: $accentText; border-radius: 4px; padding: 2px 6px; }
#segments { background: $hover; border-radius: 8px; }
QPushButton[kind="segment"] { border: 1px solid transparent; padding: 0 12px; min-height: 26px; }
QPushButton[kind="segment"]:checked { background: $raised; border: 1px solid $line2; color: $text; }
#lensToken { background: $raised; border: 1px solid $accent; border-radius: 8px; padding: 0 8px; }
#tourCard { background: $raised; border: 1px solid $line2; border-radius: 10px; }
#tourNotice { background: $accentSoft; color: $text; border-radius: 6px; padding: 6px 8px; }
#lensBody, #candidates { background: transparent; }
QPushButton[kind="stage"] { background: $hover; border: 1px solid transparent; border-radius: 4px; color: $text2; padding: 0 6px; min-height: 22px; }
QPushButton[kind="stage"]:hover, QPushButton[kind="stage"]:focus, QPushButton[kind="stage"][pointed="true"] { border: 1px solid $accent; color: $text; }
QPushButton[kind="segment"]:focus { border: 2px solid $accent; }
QPushButton[kind="chip"], QToolButton[kind="choice"] { border: 1px solid $line2; background: $raised; color: $text; padding: 0 10px;
    min-height: ${button}px; }
QPushButton[kind="chip"]:hover, QToolButton[kind="choice"]:hover { background: $hover; }
QPushButton[kind="chip"]:checked, QToolButton[kind="choice"][active="true"] { background: $accentSoft; border: 1px solid $accent; color: $accentText; }
QPushButton[kind="chip"]:focus, QToolButton[kind="choice"]:focus { border: 2px solid $accent; }
QToolButton[kind="choice"] { padding: 0 26px 0 10px; text-align: left; }
QToolButton[kind="choice"]::menu-indicator { image: url($caret); width: 12px; height: 12px; subcontrol-origin: padding; subcontrol-position: right center; right: 8px; }
QTreeView { background: transparent; border: none; color: $text; selection-background-color: transparent; }
QTreeView::item { border: none; }
#remotesPage, #remotesPage QScrollArea, #remotesBody { background: $content; }
#requests::item { padding: 4px 6px 4px 4px; }
#requests::item:hover { background: $hover; }
#requests::item:selected { background: $selected; color: $text; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; border: none; border-bottom: 1px solid $line; color: $text2; padding: 8px 4px; font-size: ${size12}px; }
QHeaderView::section:hover { color: $text; }
#badge { background: $hover; color: $text2; border-radius: 4px; padding: 1px 5px; }
#rule { background: $line; }
#card { background: $raised; border: 1px solid $line; border-radius: 8px; }
QToolButton#jump { background: $raised; border: 1px solid $line2; border-radius: 18px; }
QToolButton#jump:hover { background: $hover; }
#sound { background: $raised; border: 1px solid $line; border-radius: 8px; }
#card[followed="true"] { border-color: $accent; }
QProgressBar { background: $line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QSplitter::handle { background: transparent; border: none; }
QSplitter { border: none; }
QSplitter::handle:hover { background: $line2; }
""")
