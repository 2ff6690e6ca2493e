import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

/** The reading end of a named pipe that the engine is about to open for writing. */
export type AnswerPipe = {
  readonly stream: Socket;
  /** Call when the engine has closed its end: the stream then ends after what is left in the pipe. */
  writerIsGone(): void;
};

/**
 * Opens a pipe for one answer. Without the second handle the stream would end before the engine has opened
 * the pipe, because a pipe without writers reads as ended.
 */
export function openPipe(path: string): AnswerPipe {
  const guard = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const stream = new Socket({
    fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
    writable: false,
  });
  let open = true;
  return {
    stream,
    writerIsGone: () => {
      if (open) closeSync(guard);
      open = false;
    },
  };
}
