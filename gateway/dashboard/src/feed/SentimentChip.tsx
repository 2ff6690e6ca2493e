import { Chip } from '../ui/Chip.tsx';
import { SENTIMENT_WORDS } from '../words/labels.ts';

const ICONS = { negative: 'frown', neutral: 'meh', positive: 'smile' } as const;

export function SentimentChip({ label }: { readonly label: string }) {
  const words = SENTIMENT_WORDS[label] ?? { label, tone: 'quiet' as const };
  return (
    <Chip tone={words.tone} icon={ICONS[label as keyof typeof ICONS] ?? 'meh'} label="Mood">
      {words.label}
    </Chip>
  );
}
