from assistant.language.pipeline import MODEL


def test_the_loaded_pipeline_scores_services_as_categories() -> None:
    import spacy

    doc = spacy.load(MODEL)("Left leg venous duplex. The popliteal vein compresses. No DVT.")
    scores = {service: score for service, score in doc.cats.items() if service != "anything_done"}
    assert max(scores, key=scores.__getitem__) == "limb_vein_duplex"
