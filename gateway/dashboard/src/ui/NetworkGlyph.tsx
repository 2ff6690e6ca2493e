/** A network by its initial sign; the networks' own logos are theirs. */
export function NetworkGlyph({
  network,
  className,
}: {
  readonly network: string;
  readonly className: string;
}) {
  if (network === 'x') {
    return (
      <svg
        viewBox="0 0 12 12"
        className={className}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        aria-hidden="true"
      >
        <path d="M2.2 2.2l7.6 7.6M9.8 2.2 2.2 9.8" strokeLinecap="round" />
      </svg>
    );
  }
  return (
    <svg
      viewBox="0 0 12 12"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      aria-hidden="true"
    >
      {network === 'mastodon' ? (
        <path d="M1.9 9.6V5.3a2 2 0 0 1 4.1 0v2M6 7.3v-2a2 2 0 0 1 4.1 0v4.3" strokeLinecap="round" />
      ) : (
        <circle cx="6" cy="6" r="3.4" />
      )}
    </svg>
  );
}
