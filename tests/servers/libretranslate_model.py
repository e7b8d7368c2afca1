"""Makes two tiny random models, Chinese to English and back, so that LibreTranslate starts offline: FOLDER."""

import json
import sys
from pathlib import Path

import ctranslate2
import numpy
import sentencepiece
import spacy

CHINESE = (
    "今天天气很好我们去公园散步。人工智能正在改变世界他说这篇文章讨论翻译质量和出版流程你好中国文化经济政治科学技术。"
)
ENGLISH = "the quick brown fox jumps over the lazy dog this article is about translation quality and publishing workflow hello world."
LANGUAGES = {"zh": "Chinese", "en": "English"}
WIDTH, INNER = 16, 32
random = numpy.random.default_rng(7)


def weights(*shape: int) -> numpy.ndarray:
    return random.normal(0, 0.3, shape).astype(numpy.float32)


def fill_linear(layer, out: int, into: int) -> None:
    layer.weight, layer.bias = weights(out, into), numpy.zeros(out, numpy.float32)


def fill_norm(layer) -> None:
    layer.gamma, layer.beta = numpy.ones(WIDTH, numpy.float32), numpy.zeros(WIDTH, numpy.float32)


def fill(stack, vocabulary: int) -> None:
    embeddings = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
    embeddings.weight = weights(vocabulary, WIDTH)
    stack.position_encodings.encodings = weights(512, WIDTH)
    fill_norm(stack.layer_norm)
    for layer in stack.layer:
        fill_norm(layer.self_attention.layer_norm)
        fill_linear(layer.self_attention.linear[0], 3 * WIDTH, WIDTH)
        fill_linear(layer.self_attention.linear[1], WIDTH, WIDTH)
        if hasattr(layer, "attention"):
            fill_norm(layer.attention.layer_norm)
            fill_linear(layer.attention.linear[0], WIDTH, WIDTH)
            fill_linear(layer.attention.linear[1], 2 * WIDTH, WIDTH)
            fill_linear(layer.attention.linear[2], WIDTH, WIDTH)
        fill_norm(layer.ffn.layer_norm)
        fill_linear(layer.ffn.linear_0, INNER, WIDTH)
        fill_linear(layer.ffn.linear_1, WIDTH, INNER)


def tokenizer(folder: Path) -> Path:
    """Trains a tokenizer on shuffled sentences."""
    lines = []
    for _ in range(2000):
        lines += ["".join(random.permutation(list(CHINESE))[:20]), " ".join(random.permutation(ENGLISH.split())[:8])]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=str(folder / "sp"), vocab_size=420, character_coverage=1.0,
        byte_fallback=True, model_type="bpe", hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    return folder / "sp.model"


def model(tokens: list[str]):
    spec = ctranslate2.specs.TransformerSpec.from_config(num_layers=1, num_heads=2)
    fill(spec.encoder, len(tokens))
    fill(spec.decoder, len(tokens))
    fill_linear(spec.decoder.projection, len(tokens), WIDTH)
    # The end of the sentence is likely, so that decoding ends.
    spec.decoder.projection.bias[tokens.index("</s>")] = 3.0
    spec.config.add_source_bos = spec.config.add_source_eos = False
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.validate()
    spec.optimize(quantization=None)
    return spec


def main(folder: Path) -> None:
    pieces = tokenizer(folder)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(pieces))
    special = ["<blank>", "<unk>", "<s>", "</s>"]
    tokens = special + [p for p in map(processor.id_to_piece, range(processor.get_piece_size())) if p not in special]
    spec = model(tokens)
    for source, target in ("zh", "en"), ("en", "zh"):
        package = folder / f"data/argos-translate/packages/translate-{source}_{target}-1_0"
        (package / "model").mkdir(parents=True)
        spec.save(str(package / "model"))
        (package / "sentencepiece.model").write_bytes(pieces.read_bytes())
        names = {"from_code": source, "from_name": LANGUAGES[source], "to_code": target, "to_name": LANGUAGES[target]}
        metadata = {"package_version": "1.0", "argos_version": "1.9", "links": []} | names
        (package / "metadata.json").write_text(json.dumps(metadata))
        spacy.blank("xx").to_disk(package / "spacy")
    # A splitter of sentences that is there is not downloaded.
    splitter = folder / "cache/argos-translate/spacy/senter/model"
    splitter.parent.mkdir(parents=True)
    splitter.touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
