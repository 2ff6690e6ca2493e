/**
 * Every reason for which a record ends as a dead letter or stops a processor. Codes are written into the log:
 * one is never reused for another meaning and never removed (`errors.codes.json` remembers them all).
 *
 * `treatment`  `retry`        the runner tries again, with backoff, for as long as it takes
 *              `dead-letter`  the record is put aside whole, the next one goes on
 *              `stop`         the partition stops and pages; nothing is put aside
 *              `crash`        the process exits non-zero; the supervisor starts it again
 */
export interface ErrorRow {
  readonly meaning: string;
  readonly treatment: 'retry' | 'dead-letter' | 'stop' | 'crash';
  readonly operator: string;
}

export const ERRORS = {
  not_wire_format: {
    meaning: 'The value does not begin with the wire format: magic byte 0, then a schema id.',
    treatment: 'dead-letter',
    operator: 'Find who writes to the topic without the codec. Replay is useless: the bytes are not ours.',
  },
  unknown_schema: {
    meaning: 'The registry does not know the schema id of the record.',
    treatment: 'dead-letter',
    operator: 'Was the registry restored from an older state? Register the schema again, then replay.',
  },
  wrong_record: {
    meaning: 'The schema is none of ours, or not one that the topic allows.',
    treatment: 'dead-letter',
    operator: 'Deploy the version that knows the record, then replay; or find who writes to the wrong topic.',
  },
  incompatible_schema: {
    meaning: 'The schema of the writer cannot be read as today’s.',
    treatment: 'dead-letter',
    operator: 'The compatibility gate was passed by. Add the missing default, deploy, then replay.',
  },
  truncated: {
    meaning: 'The value ends before its schema does.',
    treatment: 'dead-letter',
    operator: 'Look at the bytes with `signalpost dead-letters show`; find who wrote them.',
  },
  schema_violation: {
    meaning: 'The value does not follow its schema, or goes on after its end.',
    treatment: 'dead-letter',
    operator: 'Look at the bytes with `signalpost dead-letters show`; find who wrote them.',
  },
  unexpected_tombstone: {
    meaning: 'A record without value on a topic that is not compacted.',
    treatment: 'dead-letter',
    operator: 'Find who writes tombstones to the topic. There is nothing to replay.',
  },
  bug: {
    meaning: 'The handler threw on every try.',
    treatment: 'dead-letter',
    operator: 'The log line with this event id has the stack. Fix, deploy, then replay.',
  },
  bug_rate: {
    meaning: 'More handler errors in a minute than a single bad record can explain.',
    treatment: 'stop',
    operator: 'Roll back the last deploy, or fix it. The partition goes on where it stopped.',
  },
  invalid_output: {
    meaning: 'A handler made an event that breaks its schema or goes to a topic that it did not declare.',
    treatment: 'dead-letter',
    operator: 'A bug in the named processor. Fix, deploy, then replay.',
  },
  too_large: {
    meaning: 'A record is larger than its topic allows.',
    treatment: 'dead-letter',
    operator: 'Raise the limit of the topic in the catalogue if the size is legitimate, then replay.',
  },
  output_too_large: {
    meaning: 'An event that a handler made is larger than its topic allows.',
    treatment: 'dead-letter',
    operator: 'Shorten it in the handler, or raise the limit of the topic in the catalogue; then replay.',
  },
  too_large_to_park: {
    meaning: 'An input whose key waits is too large for the state in which it would wait.',
    treatment: 'dead-letter',
    operator: 'Replay it once the key goes on (the network or account it waited for is back).',
  },
  too_many_parked: {
    meaning: 'The key of an input waits, and as many inputs as one key may have wait with it already.',
    treatment: 'dead-letter',
    operator: 'Replay it once the key goes on (the network or account it waited for is back).',
  },
  body_not_json: {
    meaning: 'A verified delivery of a network is not JSON.',
    treatment: 'dead-letter',
    operator:
      'Look at the bytes with `signalpost dead-letters show --payload`; extend the connector, then replay.',
  },
  unknown_shape: {
    meaning: 'A verified delivery of a network is not in the shape, or version, that its connector knows.',
    treatment: 'dead-letter',
    operator: 'Compare with the network’s changelog, extend its connector, then replay.',
  },
  post_incomplete: {
    meaning: 'A post in a verified delivery lacks what its connector needs.',
    treatment: 'dead-letter',
    operator: 'Compare with the network’s changelog, extend its connector, then replay.',
  },
  message_incomplete: {
    meaning: 'A direct message in a verified delivery lacks what its connector needs.',
    treatment: 'dead-letter',
    operator: 'Compare with the network’s changelog, extend its connector, then replay.',
  },
  unknown_network: {
    meaning: 'A delivery of a network that this installation has no adapter for.',
    treatment: 'dead-letter',
    operator: 'Deploy the adapter, then replay; or remove the webhook at the network.',
  },
  registry_unavailable: {
    meaning: 'The schema registry does not answer.',
    treatment: 'retry',
    operator: 'Bring the registry back. Processors wait and go on by themselves.',
  },
  log_unavailable: {
    meaning: 'The broker does not answer.',
    treatment: 'retry',
    operator: 'Bring the broker back. Processors wait and go on by themselves.',
  },
  fenced: {
    meaning: 'Another process owns the partition now.',
    treatment: 'retry',
    operator: 'None: the partition is dropped and the group joined again.',
  },
  out_of_range: {
    meaning: 'The next offset is not in the log any more: retention was faster than the processor.',
    treatment: 'crash',
    operator: 'Records were missed. Restore them from the archive, then set the group’s offset by hand.',
  },
  unauthorised: {
    meaning: 'The broker refuses the credentials or the access.',
    treatment: 'crash',
    operator: 'Check KAFKA_SASL_* and the broker’s access lists.',
  },
  partition_mismatch: {
    meaning: 'The broker’s partition count differs from the catalogue.',
    treatment: 'crash',
    operator: 'Co-partitioning would break. Create the topic anew, or fix SIGNALPOST_SCALE.',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

export type PoisonCode =
  | 'not_wire_format'
  | 'unknown_schema'
  | 'wrong_record'
  | 'incompatible_schema'
  | 'truncated'
  | 'schema_violation'
  | 'unexpected_tombstone'
  | 'invalid_output';

/** A record that can never be read (or written) as it is. The message holds no text from outside. */
export class PoisonError extends Error {
  override readonly name = 'PoisonError';
  readonly code: PoisonCode;
  constructor(code: PoisonCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
