/** The shape of rows while they are read. */
export function SkeletonRows() {
  return (
    <div role="status" aria-label="Reading messages">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="flex animate-pulse gap-3 border-b border-line px-4 py-4" aria-hidden="true">
          <div className="size-10 rounded-full bg-sunken" />
          <div className="flex-1 space-y-2 pt-1">
            <div className="h-3 w-1/3 rounded bg-sunken" />
            <div className="h-3 w-full rounded bg-sunken" />
            <div className="h-3 w-2/3 rounded bg-sunken" />
          </div>
        </div>
      ))}
    </div>
  );
}
