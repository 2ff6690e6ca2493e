ALTER TABLE {gen}.labels
  COMMENT COLUMN head 'sentiment, kind, urgency, spam, language, emotion, irony, offensive, hate or toxic.'
