"""Labels are read as people write them, and what cannot be used is said with its line."""

from pathlib import Path

import pytest

from tool.evaluation.labels import BadLabels, Sample, read


def table(folder: Path, text: str, *files: str) -> Path:
    for name in files:
        (folder / name).write_bytes(b"")
    (folder / "labels.csv").write_text(text)
    return folder


def test_rows_become_samples_and_other_columns_groups(tmp_path: Path) -> None:
    folder = table(
        tmp_path,
        "file,faces,looking_at_camera,phone,light,notes\na.jpg,1,yes,no,dim,hand raised\nb.jpg,0,na,,bright,\n",
        "a.jpg", "b.jpg",
    )
    assert read(folder) == [
        Sample(folder / "a.jpg", 1, looking=True, phone=False, groups={"light": "dim"}),
        Sample(folder / "b.jpg", 0, groups={"light": "bright"}),
    ]
    assert read(folder / "labels.csv") == read(folder)


def test_videos_that_no_row_names_are_looked_at_too(tmp_path: Path) -> None:
    folder = table(tmp_path, "file,faces\na.jpg,1\n", "a.jpg")
    (folder / "clips").mkdir()
    (folder / "clips" / "one.mp4").write_bytes(b"")
    assert [sample.file.name for sample in read(folder) if sample.lasts] == ["one.mp4"]
    assert [sample.file.name for sample in read(folder / "labels.csv")] == ["a.jpg"]


def test_a_column_that_is_different_in_every_row_is_no_group(tmp_path: Path) -> None:
    names = [f"{n}.jpg" for n in range(30)]
    rows = "".join(f"{name},1,person {n},a\n" for n, name in enumerate(names))
    samples = read(table(tmp_path, f"file,faces,who,glasses\n{rows}", *names))
    assert {tuple(sample.groups) for sample in samples} == {("glasses",)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("picture,faces\na.jpg,1\n", "no column “file”"),
        ("file,faces\nnowhere.jpg,1\n", "line 2: there is no file “nowhere.jpg”"),
        ("file,faces\na.jpg,two\n", "line 2, faces: “two”"),
        ("file,faces,phone\na.jpg,1,perhaps\n", "line 2, phone: “perhaps” is neither yes, no nor empty"),
        ("", "no column “file”"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadLabels, match=says):
        read(table(tmp_path, text, "a.jpg"))


def test_a_folder_without_labels_is_told_how_to_write_them(tmp_path: Path) -> None:
    with pytest.raises(BadLabels, match=r"labels.csv. Write one with the columns file, faces"):
        read(tmp_path)


def test_a_table_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_bytes(b"file,faces\n\xff\xfe\x00")
    with pytest.raises(BadLabels, match="no CSV in UTF-8"):
        read(tmp_path)
