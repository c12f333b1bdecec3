"""The parts of the quality page: what people decided, how right the tool is on gold answers, how far its doubt holds."""
