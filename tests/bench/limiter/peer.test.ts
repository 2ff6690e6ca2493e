import { describe, expect, it } from 'vitest';
import { parseCsv } from './peer.ts';

const HEAD =
  '"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"';

describe('what redis-benchmark writes', () => {
  it('is read by the names of its columns', () => {
    const csv = `${HEAD}\n"INCR bench:counter","89285.71","0.280","0.088","0.271","0.375","0.487","1.463"\n`;
    expect(parseCsv(csv)).toEqual({ perSecond: 89_286, p50Ms: 0.271, p99Ms: 0.487 });
  });

  it('is read although the command holds commas and quotes of its own', () => {
    const csv = `${HEAD}\n"EVAL redis.call('TIME', "a","b") 1","1000.00","1","1","2.5","1","9.5","1"\n`;
    expect(parseCsv(csv)).toEqual({ perSecond: 1_000, p50Ms: 2.5, p99Ms: 9.5 });
  });

  it('is refused when it is something else', () => {
    expect(() => parseCsv('Could not connect to Redis')).toThrow('rps');
  });
});
