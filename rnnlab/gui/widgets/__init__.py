"""Small parts that panels are put together from."""

from rnnlab.gui.widgets.buttons import IconButton, make_button, make_link
from rnnlab.gui.widgets.card import Card
from rnnlab.gui.widgets.dialogs import AskSavePath, ask_save_path
from rnnlab.gui.widgets.dock_title_bar import DockTitleBar
from rnnlab.gui.widgets.dots import dot_icon
from rnnlab.gui.widgets.empty_state import EmptyState
from rnnlab.gui.widgets.labels import ElidedLabel, LabelRole, NumberLabel, make_label
from rnnlab.gui.widgets.log_slider import LogSlider
from rnnlab.gui.widgets.notice import Notice, NoticeKind
from rnnlab.gui.widgets.popover import HelpButton, Popover
from rnnlab.gui.widgets.section import Section
from rnnlab.gui.widgets.segmented import SegmentedControl
from rnnlab.gui.widgets.settings_form import SettingsForm
from rnnlab.gui.widgets.switch import Switch

__all__ = [
    "AskSavePath",
    "Card",
    "DockTitleBar",
    "ElidedLabel",
    "EmptyState",
    "HelpButton",
    "IconButton",
    "LabelRole",
    "LogSlider",
    "Notice",
    "NoticeKind",
    "NumberLabel",
    "Popover",
    "Section",
    "SegmentedControl",
    "SettingsForm",
    "Switch",
    "ask_save_path",
    "dot_icon",
    "make_button",
    "make_label",
    "make_link",
]
