/** The icons, drawn for this page: 20 units, stroked in the text's colour, decoration for the reader. */
const PATHS = {
  inbox: 'M3 11.5 5 4.6h10l2 6.9v4.4H3zM3 11.5h4.2l1 2h3.6l1-2H17',
  review: 'M4 3.5h12v13H4zM7 8.2l1.4 1.4 2.4-2.6M7 13.2h6M12.8 8.4H13',
  overview: 'M3.5 16.5h13M5.5 13.5v-4M10 13.5V5M14.5 13.5v-6.5',
  insights: 'M3.5 14.5 7.6 9l3.2 3.2L16.5 5M12.6 5h3.9v3.9',
  models: 'M6 6h8v8H6zM8.5 3v3M11.5 3v3M8.5 14v3M11.5 14v3M3 8.5h3M3 11.5h3M14 8.5h3M14 11.5h3',
  search: 'M9 14.5A5.5 5.5 0 1 0 9 3.5a5.5 5.5 0 0 0 0 11zM13 13l3.8 3.8',
  filter: 'M3.5 5.5h13M6 10h8M8.5 14.5h3',
  check: 'M4.5 10.6 8.2 14.2 15.6 6',
  edit: 'M4 16l.7-3.3L13.4 4a1.5 1.5 0 0 1 2.1 0l.5.5a1.5 1.5 0 0 1 0 2.1l-8.7 8.7zM12 5.5 14.5 8',
  reject: 'M5.2 5.2l9.6 9.6M14.8 5.2l-9.6 9.6',
  undo: 'M7.5 4.5 4 8l3.5 3.5M4.4 8h7.1a4.2 4.2 0 0 1 0 8.4H8.6',
  up: 'M10 15.5v-11M5.5 8.8 10 4.4l4.5 4.4',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  chevron: 'M7.5 4.8 12.7 10l-5.2 5.2',
  close: 'M5 5l10 10M15 5 5 15',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6.5 4.3v11.4L15.5 10z',
  sun: 'M10 13.4a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8zM10 2.6v1.6M10 15.8v1.6M2.6 10h1.6M15.8 10h1.6M4.8 4.8l1.1 1.1M14.1 14.1l1.1 1.1M15.2 4.8l-1.1 1.1M5.9 14.1l-1.1 1.1',
  moon: 'M16.2 12.2A6.8 6.8 0 0 1 7.8 3.8a6.8 6.8 0 1 0 8.4 8.4z',
  system: 'M3 4.5h14v9H3zM7.5 16.5h5M10 13.5v3',
  help: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.9 8.1a2.1 2.1 0 1 1 2.9 2c-.6.3-.8.7-.8 1.4M10 13.9v.1',
  smile: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.2 11.6a3.4 3.4 0 0 0 5.6 0M7.7 8v.1M12.3 8v.1',
  meh: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.4 12.2h5.2M7.7 8v.1M12.3 8v.1',
  frown: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.2 13a3.4 3.4 0 0 1 5.6 0M7.7 8v.1M12.3 8v.1',
  urgent: 'M10 3.4 17.3 16H2.7zM10 8v3.6M10 13.7v.1',
  shield: 'M10 3 4.5 5v4.6c0 3.5 2.2 5.9 5.5 7.4 3.3-1.5 5.5-3.9 5.5-7.4V5z',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6.2V10l2.6 1.8',
  link: 'M8.3 11.7a2.8 2.8 0 0 0 4 0l2.6-2.6a2.8 2.8 0 0 0-4-4l-.9.9M11.7 8.3a2.8 2.8 0 0 0-4 0l-2.6 2.6a2.8 2.8 0 0 0 4 4l.9-.9',
  copy: 'M7 7h9v9H7zM13 7V4H4v9h3',
  out: 'M8 3.5H4v13h4M12 6.5 15.5 10 12 13.5M15.2 10H8',
  tidy: 'M4 5.5h12M4 10h8M4 14.5h4M13.5 14.2l1.6 1.6 2.9-3.2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({
  name,
  className = 'size-5',
}: {
  readonly name: IconName;
  readonly className?: string;
}) {
  return (
    <svg
      viewBox="0 0 20 20"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of the product: a signal post with its two arms. */
export function Mark({ className = 'size-7' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={`shrink-0 ${className}`} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#2447c7" />
      <path d="M15 8v17" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <path d="M15 8.4h9.2l-2.6 3.1 2.6 3.1H15z" fill="#ffb648" />
      <path d="M15 15.6H8.4l-2-2.3 2-2.3H15z" fill="#fff" />
    </svg>
  );
}
