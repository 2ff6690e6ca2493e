/** For tests: a small HTTP server on loopback that answers as told and keeps what it was asked. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Answer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly json?: unknown;
      readonly text?: string;
    }
  /** Reads the request, then cuts the connection. */
  | 'drop'
  /** Begins an answer and breaks off. */
  | 'break_off'
  /** Never answers. */
  | 'hang';

export class TestServer {
  readonly asked: Asked[] = [];
  answers: Answer[] = [];
  #server: http.Server;

  private constructor(server: http.Server) {
    this.#server = server;
  }

  static async open(): Promise<TestServer> {
    const server = http.createServer();
    const opened = new TestServer(server);
    server.on('request', (request, response) => opened.#take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return opened;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(request: http.IncomingMessage, response: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      this.asked.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      const answer = this.answers.shift() ?? { status: 599 };
      if (answer === 'hang') return;
      if (answer === 'drop') request.socket.destroy();
      else if (answer === 'break_off') {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"data":');
        setImmediate(() => request.socket.destroy());
      } else {
        const text = answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(text);
      }
    });
  }
}

/** A port of loopback on which nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = await TestServer.open();
  const { url } = server;
  await server.close();
  return url;
}
