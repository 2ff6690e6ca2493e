import { explainTls, tlsProblem } from '../../../service/tls-problem.ts';
import { LogError } from '../port.ts';
import type { LogErrorCode } from '../port.ts';
import { NOT_CONNECTED } from './internals.ts';

/** Error codes of the Kafka protocol that mean something to us (kafka.apache.org/protocol, "Error Codes"). */
export const KAFKA = {
  OFFSET_OUT_OF_RANGE: 1,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  LEADER_NOT_AVAILABLE: 5,
  NOT_LEADER: 6,
  MESSAGE_TOO_LARGE: 10,
  OFFSET_METADATA_TOO_LARGE: 12,
  COORDINATOR_LOADING: 14,
  COORDINATOR_NOT_AVAILABLE: 15,
  NOT_COORDINATOR: 16,
  INVALID_TOPIC: 17,
  RECORD_LIST_TOO_LARGE: 18,
  ILLEGAL_GENERATION: 22,
  UNKNOWN_MEMBER_ID: 25,
  REBALANCE_IN_PROGRESS: 27,
  TOPIC_AUTHORIZATION_FAILED: 29,
  GROUP_AUTHORIZATION_FAILED: 30,
  CLUSTER_AUTHORIZATION_FAILED: 31,
  OUT_OF_ORDER_SEQUENCE: 45,
  DUPLICATE_SEQUENCE: 46,
  INVALID_PRODUCER_EPOCH: 47,
  INVALID_PRODUCER_ID_MAPPING: 49,
  CONCURRENT_TRANSACTIONS: 51,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 53,
  OPERATION_NOT_ATTEMPTED: 55,
  SASL_AUTHENTICATION_FAILED: 58,
  UNKNOWN_PRODUCER_ID: 59,
  FENCED_LEADER_EPOCH: 74,
  UNKNOWN_LEADER_EPOCH: 75,
  FENCED_INSTANCE_ID: 82,
  PRODUCER_FENCED: 90,
} as const;

const MEANING: ReadonlyMap<number, LogErrorCode> = new Map([
  [KAFKA.OFFSET_OUT_OF_RANGE, 'out_of_range'],
  [KAFKA.UNKNOWN_TOPIC_OR_PARTITION, 'unknown_topic'],
  [KAFKA.INVALID_TOPIC, 'unknown_topic'],
  [KAFKA.MESSAGE_TOO_LARGE, 'too_large'],
  [KAFKA.RECORD_LIST_TOO_LARGE, 'too_large'],
  [KAFKA.OFFSET_METADATA_TOO_LARGE, 'too_large'],
  [KAFKA.ILLEGAL_GENERATION, 'fenced'],
  [KAFKA.UNKNOWN_MEMBER_ID, 'fenced'],
  [KAFKA.REBALANCE_IN_PROGRESS, 'fenced'],
  [KAFKA.FENCED_INSTANCE_ID, 'fenced'],
  [KAFKA.INVALID_PRODUCER_EPOCH, 'fenced'],
  [KAFKA.INVALID_PRODUCER_ID_MAPPING, 'fenced'],
  [KAFKA.PRODUCER_FENCED, 'fenced'],
  // In a transaction: opening the id again settles it. A plain writer takes a new id first (writer.ts).
  [KAFKA.OUT_OF_ORDER_SEQUENCE, 'unavailable'],
  [KAFKA.DUPLICATE_SEQUENCE, 'unavailable'],
  [KAFKA.UNKNOWN_PRODUCER_ID, 'unavailable'],
  [KAFKA.TOPIC_AUTHORIZATION_FAILED, 'unauthorised'],
  [KAFKA.GROUP_AUTHORIZATION_FAILED, 'unauthorised'],
  [KAFKA.CLUSTER_AUTHORIZATION_FAILED, 'unauthorised'],
  [KAFKA.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, 'unauthorised'],
  [KAFKA.SASL_AUTHENTICATION_FAILED, 'unauthorised'],
]);

/** Numeric code of the protocol error in a chain of causes, if there is one. */
export function kafkaCodeOf(error: unknown): number | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'number') return at.code;
  }
  return undefined;
}

const CREDENTIALS =
  'the broker refused our credentials: see KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD';
const TLS = {
  address: 'KAFKA_BROKERS',
  ca: 'KAFKA_SSL_CA_FILE or SIGNALPOST_CA_FILE',
  ours: 'KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE',
  tls: 'KAFKA_BROKERS and KAFKA_SSL',
} as const;

/**
 * Any failure of kafkajs as ours, by protocol code and error class. Only what kafkajs or the system reports can
 * be `unavailable`: anything else would be the same when asked again.
 */
export function toLogError(error: unknown, doing: string): LogError {
  if (error instanceof LogError) return error;
  if (chain(error).some((one) => one.name === 'KafkaJSSASLAuthenticationError')) {
    return new LogError('unauthorised', `${doing}: ${CREDENTIALS}`, { cause: error });
  }
  const tls = tlsProblem(error);
  if (tls) {
    return new LogError('unauthorised', `${doing}: ${explainTls(tls, 'the broker', TLS)}`, { cause: error });
  }
  const code = kafkaCodeOf(error);
  if (code === undefined && !chain(error).some(isOutside)) {
    return new LogError('bug', `${doing}: ${String(error)}`, { cause: error });
  }
  const meaning = MEANING.get(code ?? -1) ?? 'unavailable';
  const detail = code === undefined ? reasonOf(error) : `Kafka error ${code}`;
  return new LogError(meaning, `${doing}: ${detail}`, { cause: error });
}

/** Made by kafkajs (all but one of its errors have its name in theirs) or by the operating system. */
function isOutside(error: Error): boolean {
  return error.name.startsWith('KafkaJS') || error.message === NOT_CONNECTED || 'syscall' in error;
}

/** An error answer of a request that we parse ourselves. */
export class KafkaProtocolError extends Error {
  override readonly name = 'KafkaProtocolError';
  readonly code: number;
  constructor(code: number) {
    super(`Kafka error ${code}`);
    this.code = code;
  }
}

/** The innermost error's class and, where it has one, the system's code (ECONNREFUSED). */
function reasonOf(error: unknown): string {
  const inner = chain(error).at(-1);
  if (!inner) return 'unknown';
  return 'code' in inner && typeof inner.code === 'string' ? `${inner.name} (${inner.code})` : inner.name;
}

function chain(error: unknown): readonly Error[] {
  const found: Error[] = [];
  for (let at = error; at instanceof Error; at = at.cause) found.push(at);
  return found;
}
