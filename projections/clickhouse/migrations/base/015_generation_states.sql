ALTER TABLE {db}.generations COMMENT COLUMN state 'current, building (by a rebuild), filling (by the sink, after an update) or retired.'
