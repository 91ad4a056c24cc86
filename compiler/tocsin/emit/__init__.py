"""IR to files: every module here is an emitter of one kind of artefact, `emit(platform)`; packages hold what they share."""
