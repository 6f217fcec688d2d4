"""The settings of one installation of an LMS: the questions are its adapter's, the answers lie with the platform."""

from collections.abc import Mapping

from integrations import registry
from integrations.settings import SettingsField, problem_of, values_of
from tool.monitoring.tenancy import platforms
from tool.monitoring.tenancy.institutions import Administrator, AdminRefused, platform_of
from tool.monitoring.tenancy.ports import TenancyWork
from tool.monitoring.tenancy.records import Platform
from tool.web.wire.admin import ChoiceView, SettingView


def views(platform: Platform) -> list[SettingView]:
    """Return the questions about this platform with the answers that hold."""
    return [
        SettingView(
            name=field.name, label=field.label, help=field.help, value=field.value(platform.settings),
            choices=[ChoiceView(value=value, label=label) for value, label in field.choices],
        )
        for field in _fields(platform)
    ]


def choose(
    work: TenancyWork, by: Administrator, platform_id: str, chosen: Mapping[str, str], now: float
) -> Platform:
    """Keep the answers, the others staying as they are; raise AdminRefused (`bad_setting`) or NotFound."""
    known = platform_of(work, by, platform_id)
    problem = problem_of(_fields(known), chosen)
    if problem:
        raise AdminRefused("bad_setting", problem)
    values = {**values_of(_fields(known), known.settings), **chosen}
    return platforms.choose_settings(work, by, platform_id, values, now)


def _fields(platform: Platform) -> tuple[SettingsField, ...]:
    return registry.of_platform(platform.family, platform.issuer).settings_fields
