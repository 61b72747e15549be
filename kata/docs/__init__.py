"""The docs site: what its pages take from the code, the specs and their last run, so that no page can drift."""
