"""wire.gen.ts is what the records in tool/web/wire say now."""

from tool.web.wire import typescript


def test_the_generated_file_is_fresh() -> None:
    assert typescript.TARGET.read_text() == typescript.render(), "Run `python -m tool.web.wire.typescript`."


def test_kinds_of_fields() -> None:
    text = typescript.render()
    assert 'export type Surface = "widget" | "console" | "setup" | "report" | "course" | "admin";' in text
    assert "  attempt_id: string | null;" in text
    assert "  luma?: number | null;" in text  # what is sent may leave defaults out
    assert "  presets: Record<string, PolicyView>;" in text
    assert "  transitions: TransitionView[];" in text
    assert "  result: Record<string, unknown> | null;" in text
