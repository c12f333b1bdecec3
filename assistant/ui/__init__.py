"""The pages: they call `assistant.analyze` and draw its `Analysis`, and decide nothing themselves."""
