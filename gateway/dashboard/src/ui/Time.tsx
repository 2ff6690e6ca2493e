import { useNow } from '../lib/use-now.ts';
import { ago, fullTime } from '../words/time.ts';

export function Ago({ iso, className = '' }: { readonly iso: string; readonly className?: string }) {
  const now = useNow();
  return (
    <time dateTime={iso} title={fullTime(iso)} className={`whitespace-nowrap tabular-nums ${className}`}>
      {ago(iso, now)}
    </time>
  );
}
