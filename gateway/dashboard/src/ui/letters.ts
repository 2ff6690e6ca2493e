const segmenter = new Intl.Segmenter();

/** What a person sees as single characters: an emoji of four code points is one. */
export const letters = (text: string): readonly string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);
