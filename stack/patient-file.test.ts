import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PatientFile } from './patient-file.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failure = (code: string): Error => Object.assign(new Error(code), { code });

it('goes on when the disk is full, says so once, and writes what is true when there is room', () => {
  let room = false;
  let truth = 'one';
  const written: string[] = [];
  const full = vi.fn();
  const file = new PatientFile(() => {
    if (!room) throw failure('ENOSPC');
    written.push(truth);
  }, full);
  file.write();
  truth = 'two';
  file.write();
  vi.advanceTimersByTime(5_000);
  expect(written).toEqual([]);
  expect(full).toHaveBeenCalledOnce();
  room = true;
  vi.advanceTimersByTime(1_000);
  expect(written).toEqual(['two']);
  vi.advanceTimersByTime(60_000);
  expect(written).toEqual(['two']);
  room = false;
  file.write();
  expect(full).toHaveBeenCalledTimes(2);
});

it('throws what no waiting mends', () => {
  const file = new PatientFile(
    () => {
      throw failure('EACCES');
    },
    () => undefined,
  );
  expect(() => file.write()).toThrow('EACCES');
});
