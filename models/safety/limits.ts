/** Longest text that is judged, in UTF-16 units; a longer one is unscored and waits for a person. */
export const MAX_JUDGED = 20_000;
