"""How the records of the wire read in TypeScript."""

from tool.web.wire import typescript


def test_kinds_of_fields() -> None:
    text = typescript.render()
    surfaces = '"widget" | "console" | "setup" | "report" | "course" | "exams" | "admin" | "uef"'
    assert f"export type Surface = {surfaces};" in text
    assert "  attempt_id: string | null;" in text
    assert "  luma?: number | null;" in text  # what is sent may leave defaults out
    assert "  presets: Record<string, PolicyView>;" in text
    assert "  transitions: TransitionView[];" in text
    assert "  result: Record<string, unknown> | null;" in text
    assert "  values: PolicyValues;" in text  # with the type of each field
    assert "  values: Partial<PolicyValues>;" in text
