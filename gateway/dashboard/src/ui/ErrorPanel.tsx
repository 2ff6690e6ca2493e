import { ApiProblem } from '../api/http.ts';
import { sentenceOf } from '../words/codes.ts';
import { Button } from './Button.tsx';
import { Empty } from './Empty.tsx';

/** What could not be read, why, and a way to try again. */
export function ErrorPanel({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const code = error instanceof ApiProblem ? error.body.code : 'no_answer';
  return (
    <div role="alert">
      <Empty
        icon="urgent"
        title="This could not be loaded"
        action={
          <Button look="primary" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        {sentenceOf(code)}
      </Empty>
    </div>
  );
}
