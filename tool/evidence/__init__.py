"""Evidence: where its bytes are kept (stores), how a still gets there (stills), what proves it whole (custody).

Does not live here: who may see evidence, and which incident it belongs to."""
