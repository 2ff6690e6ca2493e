/** What a replay takes from the log instead of asking again: late answers, and which weights were in force. */
import { describe, expect, it } from 'vitest';
import { event, NOW } from '../../processors/machines/testing.ts';
import { GRAMMAR_UNREAD } from '../../processors/safety.ts';
import { isEvent } from '../../processors/runtime/types.ts';
import type { AnyEvent, EventData } from '../../topics/events.ts';
import { sampleEvent } from '../../topics/golden/sample.ts';
import { AdoptedHistory } from './adopted.ts';
import { GrammarAsTold } from './grammar.ts';

function checkedWith(issues: EventData['SafetyChecked']['verdict']['issues']): AnyEvent {
  const sample = sampleEvent('SafetyChecked');
  if (!isEvent(sample, 'SafetyChecked')) throw new Error('not a verdict');
  const { data } = sample;
  return event('SafetyChecked', { ...data, verdict: { ...data.verdict, issues } });
}

describe('spelling and grammar in a replay', () => {
  const asked: string[] = [];
  const grammar = new GrammarAsTold({
    read: async (text, deadlineMs) => {
      asked.push(`${text}, within ${deadlineMs} ms`);
      return [];
    },
    close: async () => undefined,
  });

  it('are read again where they were read, and left out where the answer was late', async () => {
    grammar.moveTo([checkedWith([])]);
    expect(await grammar.read('read then')).toEqual([]);
    grammar.moveTo([checkedWith([GRAMMAR_UNREAD])]);
    expect(await grammar.read('late then')).toBeNull();
    grammar.moveTo([]); // no verdict in the log: as if it had been read
    expect(await grammar.read('never judged')).toEqual([]);
    expect(asked).toEqual(['read then, within 30000 ms', 'never judged, within 30000 ms']);
  });
});

describe('adopted weights in a replay', () => {
  const [ours, theirs] = ['ab'.repeat(32), 'cd'.repeat(32)];
  const adopted = (recordedAt: number, head: string, sha256: string | null): AnyEvent =>
    event(
      'ModelAdopted',
      {
        head,
        sha256,
        modelVersion: null,
        inUseVersion: 'light-1',
        verdict: 'better',
        scores: [],
        reason: null,
      },
      { recordedAt },
    );

  it('are those that were in force when the text was read, head by head, of that workspace alone', () => {
    const history = new AdoptedHistory();
    history.apply(adopted(NOW, 'sentiment', ours));
    history.apply(adopted(NOW + 10, 'irony', theirs));
    history.apply(adopted(NOW + 20, 'sentiment', null));
    const at = (now: number) => {
      history.moveTo(now);
      return history.inForce('demo', 'acme');
    };
    expect(at(NOW - 1)).toBeUndefined();
    expect(at(NOW)).toEqual({ sentiment: ours });
    expect(at(NOW + 15)).toEqual({ sentiment: ours, irony: theirs });
    expect(at(NOW + 20)).toEqual({ irony: theirs });
    expect(at(NOW)).toEqual({ sentiment: ours });
    expect(history.inForce('rival', 'acme')).toBeUndefined();
  });
});
