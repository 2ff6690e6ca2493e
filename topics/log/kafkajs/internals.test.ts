/** The shape of kafkajs 2.2.4 that the adapter stands on. Red after an upgrade means: read the adapter again. */
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { directSockets } from './connection.ts';
import {
  Cluster,
  Connections,
  Emitter,
  Encoder,
  Membership,
  NOT_CONNECTED,
  RequestQueues,
  crc32C,
  createLogger,
} from './internals.ts';

const load = createRequire(import.meta.url);
const methods = (prototype: object): readonly string[] =>
  Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');

describe('private modules of kafkajs', () => {
  it('are those of the pinned version', () => {
    expect((load('kafkajs/package.json') as { version: string }).version).toBe('2.2.4');
  });

  it('Cluster has what we call', () => {
    expect(methods(Cluster.prototype as object)).toEqual(
      expect.arrayContaining([
        'connect',
        'disconnect',
        'isConnected',
        'refreshMetadata',
        'refreshMetadataIfNecessary',
        'addMultipleTargetTopics',
        'getNodeIds',
        'findBroker',
        'findControllerBroker',
        'findGroupCoordinator',
        'findTopicPartitionMetadata',
      ]),
    );
  });

  it('Broker has the requests we send, and the connections we send our own through', () => {
    const Broker = load('kafkajs/src/broker') as { prototype: object };
    expect(methods(Broker.prototype)).toEqual(
      expect.arrayContaining([
        'initProducerId',
        'produce',
        'addPartitionsToTxn',
        'addOffsetsToTxn',
        'endTxn',
        'offsetCommit',
        'offsetFetch',
        'listOffsets',
      ]),
    );
    const Pool = load('kafkajs/src/network/connectionPool') as { prototype: object };
    expect(methods(Pool.prototype)).toEqual(expect.arrayContaining(['send', 'getConnectionByRequest']));
  });

  it('gives fetches a connection of their own, so that heartbeats do not wait for a long poll', async () => {
    const Pool = load('kafkajs/src/network/connectionPool') as {
      prototype: { getConnectionByRequest(request: object): unknown };
    };
    const asked: number[] = [];
    const pool = { getConnection: (index: number) => asked.push(index) };
    Pool.prototype.getConnectionByRequest.call(pool, { request: { apiKey: 1 } });
    Pool.prototype.getConnectionByRequest.call(pool, { request: { apiKey: 12 } });
    expect(asked).toEqual([1, 0]);
  });

  it('group membership has join, heartbeat, leave and the assignment', () => {
    expect(methods(Membership.prototype as object)).toEqual(
      expect.arrayContaining(['joinAndSync', 'heartbeat', 'leave', 'assigned']),
    );
  });

  it('Encoder writes what the protocol says', () => {
    const bytes = new Encoder()
      .writeInt8(1)
      .writeInt16(2)
      .writeInt32(3)
      .writeInt64(4)
      .writeString('a')
      .writeString(null)
      .writeUVarIntString('b')
      .writeUVarIntString(null)
      .writeArray([new Encoder().writeInt8(9)])
      .writeUVarIntArray([new Encoder().writeInt8(8)])
      .writeUVarInt(300).buffer;
    expect(bytes.toString('hex')).toBe(
      '01' +
        '0002' +
        '00000003' +
        '0000000000000004' +
        '000161' +
        'ffff' +
        '0262' +
        '00' +
        '0000000109' +
        '0208' +
        'ac02',
    );
  });

  it('a connection that two callers want at once is opened once', async () => {
    const accepted: Socket[] = [];
    const server = createServer(
      (socket) => void accepted.push(socket.resume().on('end', () => socket.end())),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const connection = new Connections({
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      logger: createLogger({ level: 0, logCreator: () => () => undefined }),
      socketFactory: directSockets,
      connectionTimeout: 1_000,
      requestTimeout: 1_000,
    });
    await Promise.all([connection.connect(), connection.connect()]);
    await connection.connect();
    for (let n = 0; n < 12; n++) await connection.disconnect();
    await expect.poll(() => connection.socket?.destroyed ?? true).toBe(true);
    await connection.disconnect();
    expect(connection.socket).toBeNull();
    for (const socket of accepted) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    expect(accepted).toHaveLength(1);
  });

  it('a broker that is not connected says so by the message that we know it by', () => {
    const Broker = load('kafkajs/src/broker') as new (options: object) => { metadata(): Promise<unknown> };
    const logger = createLogger({ level: 0, logCreator: () => () => undefined });
    const broker = new Broker({ connectionPool: { host: 'h', port: 1, connectionTimeout: 1 }, logger });
    return expect(broker.metadata()).rejects.toThrowError(NOT_CONNECTED);
  });

  it('a connection without a socket refuses requests by an error of kafkajs', () => {
    const connection = { isConnected: () => true, broker: 'h:1', socket: null };
    expect(() => Connections.prototype.failIfNotConnected.call(connection as never)).toThrowError(
      expect.objectContaining({ name: 'KafkaJSConnectionError' }),
    );
  });

  it('crc32C is the checksum of RFC 3720', () => {
    // Appendix B.4: 32 bytes of zeroes.
    expect(crc32C(Buffer.alloc(32))).toBe(0x8a9136aa);
  });

  it('the request queue has what the patch reads', () => {
    expect(methods(RequestQueues.prototype)).toContain('checkPendingRequests');
    expect(createLogger).toBeTypeOf('function');
    expect(new Emitter()).toHaveProperty('emit');
  });
});
