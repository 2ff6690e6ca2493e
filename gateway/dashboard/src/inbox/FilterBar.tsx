import { useEffect, useRef, useState } from 'react';
import { CHOICES, countOf, type Filters } from '../api/filters.ts';
import type { EngagementState } from '../api/types.ts';
import { Icon } from '../ui/icons.tsx';
import { kindLabel, networkLabel, SENTIMENT_WORDS, stateFilterLabel, urgencyLabel } from '../words/labels.ts';

const FIELDS = [
  { name: 'state', label: 'State', word: (value: string) => stateFilterLabel(value as EngagementState) },
  { name: 'sentiment', label: 'Mood', word: (value: string) => SENTIMENT_WORDS[value]?.label ?? value },
  { name: 'kind', label: 'Kind', word: kindLabel },
  { name: 'urgency', label: 'Urgency', word: urgencyLabel },
  { name: 'network', label: 'Network', word: networkLabel },
] as const;

/** Typing pauses this long before it searches, ms. */
const PAUSE_MS = 300;

export function FilterBar({
  filters,
  onChange,
}: {
  readonly filters: Filters;
  readonly onChange: (next: Filters) => void;
}) {
  const [open, setOpen] = useState(false);
  const used = countOf({ ...filters, q: '' });
  return (
    <div className="border-b border-line px-4 pb-3">
      <div className="flex gap-2">
        <Search value={filters.q ?? ''} onSearch={(q) => onChange({ ...filters, q })} />
        <button
          type="button"
          aria-expanded={open}
          aria-controls="filters"
          onClick={() => setOpen(!open)}
          className={`flex min-h-10 items-center gap-1.5 rounded-lg border px-3 text-sm font-medium ${used > 0 ? 'border-accent bg-accent-wash text-accent' : 'border-line bg-surface text-soft hover:bg-sunken'}`}
        >
          <Icon name="filter" className="size-4.5" />
          Filter
          {used > 0 && (
            <span className="rounded-full bg-accent px-1.5 text-xs font-semibold text-accent-ink tabular-nums">
              {used}
              <span className="sr-only"> in use</span>
            </span>
          )}
        </button>
      </div>
      <div id="filters" hidden={!open} className="mt-3">
        <div className="grid grid-cols-2 gap-x-3 gap-y-2.5">
          {FIELDS.map(({ name, label, word }) => (
            <label key={name} className="flex flex-col gap-1 text-xs font-medium text-soft">
              {label}
              <select
                value={filters[name] ?? ''}
                onChange={(event) => onChange({ ...filters, [name]: event.target.value })}
                className={`min-h-10 w-full rounded-lg border bg-surface px-2.5 text-sm font-normal text-ink ${filters[name] ? 'border-accent' : 'border-edge'}`}
              >
                <option value="">All</option>
                {CHOICES[name].map((value) => (
                  <option key={value} value={value}>
                    {word(value)}
                  </option>
                ))}
              </select>
            </label>
          ))}
          <button
            type="button"
            disabled={used === 0 && !filters.q}
            onClick={() => onChange({})}
            className="min-h-10 self-end rounded-lg text-sm font-medium text-accent hover:bg-sunken disabled:text-faint"
          >
            Clear all
          </button>
        </div>
      </div>
    </div>
  );
}

function Search({ value, onSearch }: { readonly value: string; readonly onSearch: (words: string) => void }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onSearch);
  useEffect(() => {
    latest.current = onSearch;
  });
  useEffect(() => {
    if (value !== sent.current) setText(value); // cleared or gone back to, not typed here
    sent.current = value;
  }, [value]);
  useEffect(() => {
    const words = text.trim();
    if (words === value || words.length === 1) return undefined;
    const timer = setTimeout(() => {
      sent.current = words;
      latest.current(words);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <label className="relative min-w-0 flex-1">
      <span className="sr-only">Search messages</span>
      <Icon name="search" className="pointer-events-none absolute start-2.5 top-2.5 size-5 text-faint" />
      <input
        type="search"
        data-search
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
        maxLength={200}
        placeholder="Search messages"
        className="min-h-10 w-full rounded-lg border border-edge bg-surface ps-9 pe-2 text-sm placeholder:text-faint"
      />
    </label>
  );
}
