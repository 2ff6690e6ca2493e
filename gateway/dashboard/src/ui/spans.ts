/**
 * Cuts a text into parts at the edges of spans that may overlap. Pure. Spans count UTF-16 units, as JavaScript
 * strings do and as the models say; an edge inside of what a person sees as one character (an emoji of several
 * code points, a letter with its marks) moves outwards, so that no character is torn apart.
 */

export interface TextSpan {
  readonly start: number | null;
  readonly end: number | null;
}

export interface TextPart {
  readonly text: string;
  /** Which spans cover it, by their index, ascending. */
  readonly spans: readonly number[];
}

const segmenter = new Intl.Segmenter();

/** Where characters begin, and the end of the text; ascending. */
const edgesOf = (text: string): readonly number[] => [
  ...Array.from(segmenter.segment(text), ({ index }) => index),
  text.length,
];

/** Null for a span that is none, or that lies outside of the text (which may have been cut). */
function widened({ start, end }: TextSpan, edges: readonly number[]): readonly [number, number] | null {
  const length = edges.at(-1) ?? 0;
  if (start === null || end === null || start < 0 || start >= end || start >= length) return null;
  const from = edges.findLast((edge) => edge <= start) ?? 0;
  const to = edges.find((edge) => edge >= Math.min(end, length)) ?? length;
  return [from, to];
}

/** Parts in order; together they are the text. */
export function partsOf(text: string, spans: readonly TextSpan[]): readonly TextPart[] {
  if (text === '') return [];
  const edges = edgesOf(text);
  const placed = spans.map((span) => widened(span, edges));
  const cuts = [...new Set([0, ...placed.flatMap((place) => place ?? []), text.length])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1] ?? text.length;
    return {
      text: text.slice(from, to),
      spans: placed.flatMap((place, span) => (place && place[0] <= from && to <= place[1] ? [span] : [])),
    };
  });
}

/** Characters before the first span that an excerpt keeps. */
const LEAD = 48;

/**
 * The text from shortly before its first span on, with the spans moved along; the whole where no span is far in.
 */
export function excerptOf<S extends TextSpan>(
  text: string,
  spans: readonly S[],
): { readonly text: string; readonly spans: readonly S[] } {
  const edges = edgesOf(text);
  const starts = spans.flatMap((span) => widened(span, edges)?.[0] ?? []);
  const first = edges.indexOf(Math.min(...starts));
  const from = first > LEAD ? (edges[first - LEAD] ?? 0) : 0;
  if (from === 0) return { text, spans };
  const moved = (at: number | null): number | null => (at === null ? null : at - from + 1);
  return {
    text: `…${text.slice(from)}`,
    spans: spans.map((span) => ({ ...span, start: moved(span.start), end: moved(span.end) })),
  };
}
