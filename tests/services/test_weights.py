from math import log, sqrt
from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.language.pipeline import read_report
from assistant.services.features import GROUPS
from assistant.services.weights import ANYTHING, Known, ServiceWeights, read_weights


def small_table() -> ServiceWeights:
    features = {group: {} for group in GROUPS}
    features["words"] = {"vein": "2.0|0:500,1:-250,2:400", "clot": "1.0|0:100"}
    return ServiceWeights(
        ("duplex", ANYTHING), ("93970",), (-0.9, -0.5, -0.8), dict.fromkeys(GROUPS, 1.0), features, {"base": 0.0, "trees": []}, {}, {"priors": {}}
    )


def known(table: ServiceWeights, text: str) -> Known:
    return table.known(read_report(text))


def scores(text: str) -> dict[str, float]:
    table = small_table()
    return table.scores(known(table, text)).services


def test_one_known_word_adds_its_whole_weight() -> None:
    assert scores("vein") == pytest.approx({"duplex": -0.4, ANYTHING: -0.75})


def test_a_code_has_a_score_of_its_own() -> None:
    table = small_table()
    assert table.scores(known(table, "vein")).codes == pytest.approx({"93970": -0.4})


def test_two_words_share_the_length_of_their_group() -> None:
    length = sqrt(2.0**2 + 1.0**2)
    wanted = -0.9 + 0.5 * 2.0 / length + 0.1 * 1.0 / length
    assert scores("vein clot")["duplex"] == pytest.approx(wanted)


def test_a_repeated_word_counts_by_the_logarithm_of_its_count() -> None:
    length = sqrt((2.0 * (1 + log(3))) ** 2 + 1.0)
    wanted = -0.9 + 0.5 * 2.0 * (1 + log(3)) / length + 0.1 / length
    assert scores("vein clot vein vein")["duplex"] == pytest.approx(wanted)


def test_an_unknown_word_changes_no_score() -> None:
    assert scores("vein zebra zebra") == scores("vein")


def test_a_text_of_which_nothing_is_known_has_the_base_alone() -> None:
    assert scores("zebra") == scores("") == {"duplex": -0.9, ANYTHING: -0.5}


def test_the_shares_of_a_service_add_up_to_its_score() -> None:
    table = small_table()
    shares = table.shares(known(table, "vein clot"), "duplex")
    assert -0.9 + sum(shares.values()) == pytest.approx(scores("vein clot")["duplex"])


def test_the_groups_add_up_to_the_score_that_anything_was_done() -> None:
    table = small_table()
    by_group = table.anything_by_group(known(table, "vein"))
    assert dict(zip(GROUPS, by_group, strict=True)) == pytest.approx(dict.fromkeys(GROUPS, 0.0) | {"words": -0.25})


def test_the_words_that_add_most_come_first_and_share_no_word() -> None:
    table = small_table()
    table.features["words"]["deep vein"] = "1.0|0:300"
    assert table.telling_words(known(table, "clot deep vein"), "duplex") == ["vein", "clot"]
    assert table.telling_words(known(table, "clot deep vein"), "duplex", most=1) == ["vein"]


def test_a_mark_beside_a_word_is_not_told_as_one() -> None:
    table = small_table()
    table.features["words"]["vein ."] = "9.0|0:900"
    assert table.telling_words(known(table, "deep vein."), "duplex") == ["vein"]


def test_a_word_that_speaks_against_a_service_does_not_tell_it() -> None:
    table = small_table()
    assert table.telling_words(known(table, "vein clot"), ANYTHING) == []


def test_a_written_table_is_read_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(small_table().to_json(), encoding="utf-8")
    assert read_weights(path) == small_table()


def test_each_feature_stands_on_a_line_of_its_own() -> None:
    assert '"clot": "1.0|0:100",\n"vein": "2.0|0:500,1:-250,2:400"\n' in small_table().to_json()


def test_a_file_that_is_no_table_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="sonocode train"):
        read_weights(path)


def test_a_table_whose_trees_ask_for_what_there_is_not_is_refused(tmp_path: Path) -> None:
    table, path = small_table(), tmp_path / "weights.json"
    table.presence["trees"] = [["height", 0.5, -1.0, 1.0]]
    path.write_text(table.to_json(), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="asks for 'height'"):
        read_weights(path)


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    table, path = small_table(), tmp_path / "weights.json"
    table.presence["trees"] = [["score", 0.5, -1.0, ["margin", 0.1, 0.0, 1.0]], 0.25]
    path.write_text(table.to_json(), encoding="utf-8")
    assert read_weights(path).presence == table.presence


def test_a_table_of_before_a_group_of_features_was_known_is_refused(tmp_path: Path) -> None:
    table, path = small_table(), tmp_path / "weights.json"
    del table.group_weights["together"]
    path.write_text(table.to_json(), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"'together'.*sonocode train"):
        read_weights(path)
