import { connect } from 'node:net';

const METADATA = 3;
const VERSION = 4;
const LIMIT_MS = 2_000;

/** A Metadata request, version 4, for no topic (Kafka protocol guide: header v1, then topics, allow_auto_…). */
function metadataRequest(): Buffer {
  const frame = Buffer.alloc(4 + 2 + 2 + 4 + 2 + 4 + 1);
  let at = frame.writeInt32BE(frame.length - 4, 0);
  at = frame.writeInt16BE(METADATA, at);
  at = frame.writeInt16BE(VERSION, at);
  at = frame.writeInt32BE(1, at);
  at = frame.writeInt16BE(-1, at);
  at = frame.writeInt32BE(0, at);
  frame.writeInt8(0, at);
  return frame;
}

/**
 * How many brokers the cluster reports as alive; rejects when nobody answers in Kafka's protocol within 2 s.
 * An open port is not enough: a broker that is still fenced accepts connections, but is not in this list
 * and leads no partition.
 */
export async function liveBrokers(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect({ host, port }, () => socket.write(metadataRequest()));
    socket.setTimeout(LIMIT_MS, () =>
      socket.destroy(new Error(`no answer from ${host}:${port} in ${LIMIT_MS} ms`)),
    );
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      // Size, correlation id, throttle time, then the array of brokers, which starts with its length.
      if (received.length < 16) return;
      resolve(received.readInt32BE(12));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`${host}:${port} closed the connection`)));
  });
}
